using System.Globalization;
using System.Text.Json.Nodes;

namespace CellCluster.Deployment.Tests;

/// <summary>The rules of the compose file, beside its schema.</summary>
internal static class ComposeFile
{
    /// <summary>Seconds that a silo is left after its drain.</summary>
    private const int LeavingSeconds = 15;

    public static IEnumerable<string> Violations(JsonObject compose, string folder)
    {
        foreach ((string name, JsonNode? node) in compose["services"]!.AsObject())
        {
            JsonObject service = node!.AsObject();
            string image = (string?)service["image"] ?? "";
            if (Images.Fault(image) is { } fault)
            {
                yield return $"{name}: {fault}";
            }
            foreach (string port in (service["ports"]?.AsArray() ?? []).Select(port => (string)port!).Where(port => !port.StartsWith("127.0.0.1:", StringComparison.Ordinal)))
            {
                yield return $"{name}: {port} is open to the network, expected the loopback address";
            }
            foreach ((string key, JsonNode? value) in service["environment"]?.AsObject() ?? [])
            {
                if (key.Contains("PASS", StringComparison.Ordinal) && !key.EndsWith("_FILE", StringComparison.Ordinal) && !((string?)value ?? "").StartsWith("${", StringComparison.Ordinal))
                {
                    yield return $"{name}: {key} is written out";
                }
            }
            foreach (string file in Mounted(service).Where(file => !File.Exists(Path.Combine(folder, file))))
            {
                yield return $"{name}: mounts {file}, which is not there";
            }
            foreach (string other in Needs(service).Where(other => compose["services"]![other] is null))
            {
                yield return $"{name}: depends on {other}, which is not there";
            }
            if (image.StartsWith("cellcluster/", StringComparison.Ordinal))
            {
                foreach (string line in Ours(service))
                {
                    yield return $"{name}: {line}";
                }
            }
        }
    }

    private static IEnumerable<string> Ours(JsonObject service)
    {
        string[] command = [.. service["command"]!.AsArray().Select(word => (string)word!)];
        foreach (string fault in CommandLines.Faults(command))
        {
            yield return fault;
        }
        if (service["read_only"]?.GetValue<bool>() is not true || (string?)service["user"] != "1654:1654" || (string?)service["cap_drop"]?[0] != "ALL")
        {
            yield return "not read-only, as user 1654, without capabilities";
        }
        if (command.FirstOrDefault(word => word.StartsWith("--drain-seconds=", StringComparison.Ordinal)) is { } drain)
        {
            int seconds = int.Parse(drain.Split('=')[1], NumberStyles.None, CultureInfo.InvariantCulture);
            int grace = int.Parse(((string?)service["stop_grace_period"] ?? "10s").TrimEnd('s'), NumberStyles.None, CultureInfo.InvariantCulture);
            if (seconds + LeavingSeconds > grace)
            {
                yield return $"a drain of {seconds} s and {LeavingSeconds} s to leave are above stop_grace_period {grace} s";
            }
            string address = (string?)service["networks"]?["cluster"]?["ipv4_address"] ?? "";
            if (!command.Contains("--advertise=" + address))
            {
                yield return $"advertises another address than its own, {address}";
            }
        }
    }

    // Files of the repository; folders of the user and named volumes are not.
    private static IEnumerable<string> Mounted(JsonObject service) => (service["volumes"]?.AsArray() ?? [])
        .Select(volume => ((string)volume!).Split(':')[0]).Where(source => source.StartsWith("..", StringComparison.Ordinal));

    private static IEnumerable<string> Needs(JsonObject service) => service["depends_on"] switch
    {
        JsonObject named => named.Select(pair => pair.Key),
        JsonArray listed => listed.Select(name => (string)name!),
        _ => [],
    };
}
