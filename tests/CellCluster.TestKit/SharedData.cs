namespace CellCluster.TestKit;

/// <summary>Finds the real images, which are not part of the repository: tests skip with <see cref="Absent"/> where they are missing.</summary>
/// <remarks>
/// The folder named by the environment variable CELLCLUSTER_DATA, else the nearest <c>shared/data</c> beside a folder above the test
/// assembly. Its SOURCES.md says where the images come from.
/// </remarks>
public static class SharedData
{
    private const string Variable = "CELLCLUSTER_DATA";

    /// <summary>What a skipped test says.</summary>
    public const string Absent = "the real images are absent: put them into shared/data beside the repository or name their folder in CELLCLUSTER_DATA";

    /// <summary>The folder, or null where there is none.</summary>
    /// <exception cref="DirectoryNotFoundException">CELLCLUSTER_DATA names a folder that is not there.</exception>
    public static string? Folder { get; } = Find();

    /// <summary>The full path of <paramref name="relative"/> (with '/') when the file or folder is there, else null.</summary>
    public static string? TryPath(string relative)
    {
        ArgumentException.ThrowIfNullOrEmpty(relative);
        if (Folder is null)
        {
            return null;
        }
        string path = Path.Combine(Folder, relative);
        return Path.Exists(path) ? path : null;
    }

    private static string? Find()
    {
        if (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } named)
        {
            return Directory.Exists(named)
                ? named
                : throw new DirectoryNotFoundException($"{Variable} names {named}, which is no folder; expected the folder with the real images; correct or unset it.");
        }
        for (DirectoryInfo? above = new(AppContext.BaseDirectory); above is not null; above = above.Parent)
        {
            string candidate = Path.Combine(above.FullName, "shared", "data");
            if (Directory.Exists(candidate))
            {
                return candidate;
            }
        }
        return null;
    }
}
