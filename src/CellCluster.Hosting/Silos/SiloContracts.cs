using System.Globalization;

namespace CellCluster.Hosting;

/// <summary>What the silos of a cluster must agree on while versions are mixed, as in a rolling upgrade.</summary>
/// <remarks>
/// Every change of a grain contract is compatible with the version before (new methods and members only, and the interface's <c>[Version]</c>
/// goes up), or <see cref="Version"/> goes up; then the old silos have to leave first, and a new one is refused while one of them lives.
/// </remarks>
public static class SiloContracts
{
    /// <summary>Of this program.</summary>
    public const int Version = 1;

    /// <summary>The key in Orleans' silo metadata.</summary>
    public const string MetadataKey = "cellcluster.contracts";

    /// <summary>The program's own version, for people.</summary>
    public static string Program { get; } = typeof(SiloContracts).Assembly.GetName().Version?.ToString(3) ?? "0.0.0";

    /// <summary>What the other silos can ask about this one, beside its roles.</summary>
    internal static Dictionary<string, string> Metadata { get; } = new(StringComparer.Ordinal)
    {
        [MetadataKey] = Version.ToString(CultureInfo.InvariantCulture),
        ["cellcluster.version"] = Program,
    };
}
