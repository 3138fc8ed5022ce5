namespace CellCluster.Cli;

/// <summary>Where shipped models lie.</summary>
internal static class ModelFolders
{
    /// <summary><c>models/</c> beside the program, then that of the repository it was built in, where there is one.</summary>
    public static IReadOnlyList<string> OfThisProgram()
    {
        var folders = new List<string> { Path.Combine(AppContext.BaseDirectory, "models") };
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "CellCluster.sln")))
            {
                folders.Add(Path.Combine(folder.FullName, "models"));
                break;
            }
        }
        return folders;
    }
}
