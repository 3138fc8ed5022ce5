namespace CellCluster.Cli;

/// <summary>Counts in words.</summary>
internal static class Count
{
    /// <summary><c>1 field</c>, <c>2 fields</c>.</summary>
    public static string Of(int count, string one, string many) => $"{count} {(count == 1 ? one : many)}";
}
