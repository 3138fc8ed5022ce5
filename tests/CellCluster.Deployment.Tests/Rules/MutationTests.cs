using System.Text.Json.Nodes;

namespace CellCluster.Deployment.Tests;

/// <summary>Every rule fails on a manifest that breaks it: the same objects with one thing changed.</summary>
public class MutationTests
{
    private static readonly (string Rule, string What, Action<Manifests> Change)[] Changes =
    [
        ("known fields", "a field mistyped", m => Container(m, "server")["readinesProbe"] = new JsonObject()),
        ("known fields", "a number where text is due", m => Spec(m, "Deployment", "server")["replicas"] = "two"),
        ("known fields", "a field of KEDA mistyped", m => Spec(m, "ScaledObject", "gpu-silo")["coolDownPeriod"] = 900),
        ("known fields", "a kind that nobody checks", m => m.Find("Service", "silos")["kind"] = "Servise"),
        ("hardened pods", "a token mounted", m => Pod(m, "cpu-silo")["automountServiceAccountToken"] = true),
        ("hardened pods", "root", m => Pod(m, "cpu-silo")["securityContext"]!["runAsUser"] = 0),
        ("hardened pods", "no seccomp profile", m => Pod(m, "server")["securityContext"]!.AsObject().Remove("seccompProfile")),
        ("hardened pods", "a root file system that can be written", m => Container(m, "gpu-silo")["securityContext"]!["readOnlyRootFilesystem"] = false),
        ("hardened pods", "a capability kept", m => Container(m, "gpu-silo")["securityContext"]!["capabilities"]!["drop"] = new JsonArray("NET_RAW")),
        ("hardened pods", "a path of the node", m => Pod(m, "server")["volumes"]!.AsArray().Add(JsonNode.Parse("""{"name":"x","hostPath":{"path":"/"}}"""))),
        ("hardened pods", "a service account with a token", m => m.Find("ServiceAccount", "migrate").Remove("automountServiceAccountToken")),
        ("limits", "no limit of memory", m => Container(m, "server")["resources"]!["limits"]!.AsObject().Remove("memory")),
        ("limits", "a request above the limit", m => Container(m, "server")["resources"]!["requests"]!["cpu"] = "3"),
        ("limits", "memory of the program up to the limit", m => Argument(m, "cpu-silo", "--memory-mb=", "--memory-mb=6144")),
        ("limits", "an emptyDir without an end", m => Pod(m, "server")["volumes"]![0]!["emptyDir"] = new JsonObject()),
        ("probes", "no liveness probe", m => Container(m, "cpu-silo").Remove("livenessProbe")),
        ("probes", "a page that nobody answers", m => Container(m, "cpu-silo")["readinessProbe"]!["httpGet"]!["path"] = "/ready"),
        ("probes", "a port that is not open", m => Container(m, "cpu-silo")["startupProbe"]!["httpGet"]!["port"] = "https"),
        ("drain", "less grace than the drain takes", m => Pod(m, "gpu-silo")["terminationGracePeriodSeconds"] = 120),
        ("drain", "a drain longer than the grace", m => Argument(m, "gpu-silo", "--drain-seconds=", "--drain-seconds=170")),
        ("drain", "a preStop without a deadline", m => Container(m, "server")["lifecycle"]!["preStop"] = JsonNode.Parse("""{"exec":{"command":["sleep","5"]}}""")),
        ("drain", "no disruption budget", m => Spec(m, "PodDisruptionBudget", "server")["selector"]!["matchLabels"]!["app.kubernetes.io/component"] = "servers"),
        ("drain", "a rollout that takes the old pod first", m => Spec(m, "Deployment", "server")["strategy"]!["rollingUpdate"]!["maxUnavailable"] = 1),
        ("selectors", "a deployment that does not find its pods", m => Template(m, "server")["metadata"]!["labels"]!["app.kubernetes.io/component"] = "other"),
        ("selectors", "a deployment that finds others' pods", m => Spec(m, "Deployment", "server")["selector"]!["matchLabels"] = JsonNode.Parse("""{"silo":"true"}""")),
        ("selectors", "a service without pods", m => Spec(m, "Service", "server")["selector"]!["app.kubernetes.io/component"] = "web"),
        ("selectors", "a policy without pods", m => Spec(m, "NetworkPolicy", "scaler")["podSelector"]!["matchLabels"]!["app.kubernetes.io/component"] = "web"),
        ("selectors", "a scaler of nothing", m => Spec(m, "ScaledObject", "gpu-silo")["scaleTargetRef"]!["name"] = "gpu"),
        ("service ports", "a port that leads nowhere", m => Spec(m, "Service", "server")["ports"]![0]!["targetPort"] = "web"),
        ("service ports", "a silo on another port", m => Argument(m, "cpu-silo", "--silo-port=", "--silo-port=11112")),
        ("references", "a secret that is not there", m => Pod(m, "server")["volumes"]![1]!["secret"]!["secretName"] = "database"),
        ("references", "a key that the secret lacks", m => Container(m, "server")["env"]![2]!["valueFrom"]!["secretKeyRef"]!["key"] = "url"),
        ("references", "a config map of another name", m => Container(m, "server")["env"]![3]!["valueFrom"]!["configMapKeyRef"]!["name"] = "cellcluster"),
        ("references", "a claim that is not there", m => Pod(m, "server")["volumes"]![2]!["persistentVolumeClaim"]!["claimName"] = "plate"),
        ("references", "a mount without a volume", m => Container(m, "server")["volumeMounts"]![0]!["name"] = "temp"),
        ("references", "a claim for one node", m => Spec(m, "PersistentVolumeClaim", "results")["accessModes"] = new JsonArray("ReadWriteOnce")),
        ("references", "a password written out", m => Container(m, "server")["env"]!.AsArray().Add(JsonNode.Parse("""{"name":"PGPASSWORD","value":"secret"}"""))),
        ("images", "the tag latest", m => Container(m, "server")["image"] = "cellcluster/server:latest"),
        ("images", "no tag", m => Container(m, "server")["image"] = "cellcluster/server"),
        ("images", "a digest cut short", m => Container(m, "server")["image"] = "cellcluster/server@sha256:abc"),
        ("gpu nodes", "a taint not tolerated", m => Pod(m, "gpu-silo")["tolerations"] = new JsonArray()),
        ("gpu nodes", "any node", m => Pod(m, "gpu-silo").Remove("nodeSelector")),
        ("gpu nodes", "a lane more than GPUs", m => Argument(m, "gpu-silo", "--lanes=", "--lanes=cuda:0,cuda:1")),
        ("gpu nodes", "a CPU silo on GPU nodes", m => Pod(m, "cpu-silo")["nodeSelector"] = JsonNode.Parse("""{"cellcluster-pool":"gpu"}""")),
        ("scaling", "a deployment with replicas of its own", m => Spec(m, "Deployment", "gpu-silo")["replicas"] = 1),
        ("scaling", "pods taken away in a hurry", m => Spec(m, "HorizontalPodAutoscaler", "cpu-silo")["behavior"]!["scaleDown"]!["stabilizationWindowSeconds"] = 0),
        ("scaling", "half of the GPU pods taken away", m => Spec(m, "ScaledObject", "gpu-silo")["advanced"]!["horizontalPodAutoscalerConfig"]!["behavior"]!["scaleDown"]!["policies"]![0]!["type"] = "Percent"),
        ("scaling", "a cooldown shorter than a node's start", m => Spec(m, "ScaledObject", "gpu-silo")["cooldownPeriod"] = 300),
        ("scaling", "a fallback that takes silos away", m => Spec(m, "ScaledObject", "gpu-silo")["fallback"] = JsonNode.Parse("""{"failureThreshold":3,"replicas":0}""")),
        ("scaling", "a page that the server has not", m => Metadata(m)["url"] = "http://server.cellcluster.svc:8080/queue"),
        ("scaling", "a port that no service has", m => Metadata(m)["url"] = "http://server.cellcluster.svc:8090/scale/cuda"),
        ("scaling", "a server that asks for fewer nodes", m => Argument(m, "server", "--scale-max=", "--scale-max=2")),
        ("scaling", "an option that metrics-api has not", m => Metadata(m)["threshold"] = "1"),
        ("scaling", "no place of the value", m => Metadata(m).Remove("valueLocation")),
        ("command lines", "an option that silo has not", m => Argument(m, "server", "--http=", "--http-port=8080")),
        ("command lines", "a port that is none", m => Argument(m, "server", "--silo-port=", "--silo-port=111110")),
        ("command lines", "a verb that is none", m => Container(m, "server")["args"]![0] = "serve"),
        ("command lines", "image without inference", m => Argument(m, "gpu-silo", "--roles=", "--roles=image")),
        ("command lines", "lanes on a silo without their roles", m => Argument(m, "cpu-silo", "--roles=", "--roles=analysis")),
        ("command lines", "a variable that is not set", m => Argument(m, "server", "--name=", "--name=$(NAME)")),
    ];

    public static TheoryData<string, string> Mutations => [.. Changes.Select(change => (change.Rule, change.What))];

    [Theory]
    [MemberData(nameof(Mutations))]
    public void Rule_OnABrokenManifest_SaysSo(string rule, string what)
    {
        Manifests manifests = Kustomization.Render("k8s/base").Copy();
        Changes.Single(change => change.Rule == rule && change.What == what).Change(manifests);

        Assert.NotEmpty(ManifestRule.Named(rule).Violations(manifests));
    }

    [Fact]
    public void EveryRule_HasAMutation() =>
        Assert.Equal(ManifestRule.All.Select(rule => rule.Name).Order(StringComparer.Ordinal), Changes.Select(change => change.Rule).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal));

    private static JsonObject Spec(Manifests manifests, string kind, string name) => manifests.Find(kind, name)["spec"]!.AsObject();

    private static JsonObject Template(Manifests manifests, string name) => Spec(manifests, "Deployment", name)["template"]!.AsObject();

    private static JsonObject Pod(Manifests manifests, string name) => Template(manifests, name)["spec"]!.AsObject();

    private static JsonObject Container(Manifests manifests, string name) => Pod(manifests, name)["containers"]![0]!.AsObject();

    private static JsonObject Metadata(Manifests manifests) => Spec(manifests, "ScaledObject", "gpu-silo")["triggers"]![0]!["metadata"]!.AsObject();

    private static void Argument(Manifests manifests, string name, string prefix, string replacement)
    {
        JsonArray arguments = Container(manifests, name)["args"]!.AsArray();
        int at = arguments.Select(argument => (string?)argument).ToList().FindIndex(argument => argument!.StartsWith(prefix, StringComparison.Ordinal));
        arguments[at] = replacement;
    }
}
