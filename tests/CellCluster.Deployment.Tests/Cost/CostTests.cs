using System.Globalization;

namespace CellCluster.Deployment.Tests;

/// <summary>The tables of docs/deployment.md: results are what the inputs give, in the digits that are printed.</summary>
public class CostTests
{
    private const string Page = "docs/deployment.md";

    [Fact]
    public void Results_AreWhatTheInputsGive()
    {
        Dictionary<string, string> input = Table("| input |");
        Dictionary<string, string> printed = Table("| result |");

        Assert.Equal(Results(name => Number(input, name)).Select(pair => (pair.Key, Rounded(pair.Value, printed[pair.Key]))), printed.Select(pair => (pair.Key, pair.Value)));
    }

    [Theory]
    [InlineData("seconds per field, 2 cores", "3.6")]
    [InlineData("CPU node spot, US$ per hour", "0.12")]
    [InlineData("GPU node on demand, US$ per hour", "0.60")]
    public void Results_OfOtherInputs_AreOthers(string name, string value)
    {
        Dictionary<string, string> input = Table("| input |");
        Dictionary<string, string> printed = Table("| result |");
        input[name] = value;

        Assert.Contains(Results(other => Number(input, other)), pair => Rounded(pair.Value, printed[pair.Key]) != printed[pair.Key]);
    }

    [Fact]
    public void SecondsPerField_AreThoseOfTheReadme() => Assert.Contains($"| {Table("| input |")["seconds per field, 2 cores"]} s wall per field |", Repository.Read("README.md"), StringComparison.Ordinal);

    [Fact]
    public void Drain_OfThePage_IsThatOfTheManifests()
    {
        k8s.Models.V1PodSpec pod = Kustomization.Render("k8s/base").Workloads().First(workload => workload.Name == "gpu-silo").Template.Spec;

        Assert.Contains($"`terminationGracePeriodSeconds` ({pod.TerminationGracePeriodSeconds})", Repository.Read(Page), StringComparison.Ordinal);
        Assert.Contains($"`--drain-seconds` ({CommandLines.Value(pod.Containers[0], "--drain-seconds")})", Repository.Read(Page), StringComparison.Ordinal);
    }

    private static Dictionary<string, double> Results(Func<string, double> input)
    {
        double fields = input("wells of a plate") * input("fields of a well");
        double megapixels = fields * Math.Pow(input("edge of a field, px"), 2) / 1e6;
        double siloHours = fields * input("seconds per field, 2 cores") / 3600;
        double nodeHours = siloHours / input("CPU silos per node");
        double onDemand = nodeHours * input("CPU node on demand, US$ per hour");
        double spot = nodeHours * input("CPU node spot, US$ per hour");
        double kiosk = input("DeepCell Kiosk, US$ per 1000 Mpx") * megapixels / 1000;
        return new Dictionary<string, double>(StringComparer.Ordinal)
        {
            ["fields of a plate"] = fields,
            ["Mpx of a plate"] = megapixels,
            ["silo hours of a plate"] = siloHours,
            ["node hours of a plate"] = nodeHours,
            ["cost on demand, US$ per plate"] = onDemand,
            ["cost on demand, US$ per 1000 Mpx"] = onDemand / megapixels * 1000,
            ["cost spot, US$ per plate"] = spot,
            ["cost spot, US$ per 1000 Mpx"] = spot / megapixels * 1000,
            ["DeepCell Kiosk, US$ for the same pixels"] = kiosk,
            ["DeepCell Kiosk / ours on demand"] = kiosk / onDemand,
            ["seconds per field at which a GPU node costs as much as CPU on demand"] = onDemand / input("GPU node on demand, US$ per hour") * 3600 / fields,
        };
    }

    // With as many digits after the point as the page prints.
    private static string Rounded(double value, string like)
    {
        int point = like.IndexOf('.', StringComparison.Ordinal);
        return value.ToString("F" + (point < 0 ? 0 : like.Length - point - 1).ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
    }

    private static double Number(Dictionary<string, string> table, string name) => double.Parse(table[name], NumberStyles.Float, CultureInfo.InvariantCulture);

    // First and second column of the table that begins with a heading.
    private static Dictionary<string, string> Table(string heading) => Repository.Read(Page).Split('\n')
        .SkipWhile(line => !line.StartsWith(heading, StringComparison.Ordinal)).Skip(2).TakeWhile(line => line.StartsWith('|'))
        .Select(line => line.Split('|', StringSplitOptions.TrimEntries)).ToDictionary(cells => cells[1], cells => cells[2], StringComparer.Ordinal);
}
