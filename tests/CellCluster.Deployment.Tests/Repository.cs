namespace CellCluster.Deployment.Tests;

/// <summary>The files that are tested: those of the repository, not copies of them.</summary>
internal static class Repository
{
    /// <summary>The folder of the solution.</summary>
    public static string Root { get; } = Find();

    /// <summary>The full path of a file or folder, with '/'.</summary>
    public static string PathOf(string relative) => Path.Combine(Root, relative);

    /// <summary>The text of a file.</summary>
    public static string Read(string relative) => File.ReadAllText(PathOf(relative));

    private static string Find()
    {
        for (DirectoryInfo? above = new(AppContext.BaseDirectory); above is not null; above = above.Parent)
        {
            if (File.Exists(Path.Combine(above.FullName, "CellCluster.sln")))
            {
                return above.FullName;
            }
        }
        throw new DirectoryNotFoundException($"No folder above {AppContext.BaseDirectory} holds CellCluster.sln; run the tests from where they were built.");
    }
}
