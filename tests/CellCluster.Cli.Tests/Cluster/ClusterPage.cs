namespace CellCluster.Cli.Tests.Cluster;

/// <summary>The commands that docs/command-line.md shows for a cluster's plates.</summary>
internal static class ClusterPage
{
    /// <summary>Every line of the code block below "Plates on a cluster" that is a command of the program.</summary>
    public static IEnumerable<string> Commands() =>
        File.ReadLines(Path.Combine(Root(), "docs", "command-line.md"))
            .SkipWhile(line => line != "## Plates on a cluster")
            .SkipWhile(line => line != "```").Skip(1)
            .TakeWhile(line => line != "```")
            .Where(line => line.StartsWith("cellcluster ", StringComparison.Ordinal));

    private static string Root()
    {
        string? folder = AppContext.BaseDirectory;
        while (folder is not null && !File.Exists(Path.Combine(folder, "CellCluster.sln")))
        {
            folder = Path.GetDirectoryName(folder);
        }
        return folder ?? throw new InvalidOperationException("The tests run outside the repository.");
    }
}
