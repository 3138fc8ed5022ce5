using System.Diagnostics;

namespace CellCluster.TestKit;

/// <summary>Programs that tests need and that a Debian package brings: installed where that is allowed, else the test is skipped with a message that names the package.</summary>
public static class DebianPackage
{
    // One at a time on this machine: several test projects run at once, and apt-get refuses a second one.
    private static readonly string s_lockFile = Path.Combine(Path.GetTempPath(), "cellcluster-debian-package.lock");

    /// <summary>Makes sure that a file of a package is there.</summary>
    /// <param name="package">The package, such as <c>postgresql-15</c>.</param>
    /// <param name="probePath">A file that it brings.</param>
    /// <returns>Null when the file is there; else what a skipped test says: the package and why it is not there.</returns>
    public static string? Ensure(string package, string probePath)
    {
        ArgumentException.ThrowIfNullOrEmpty(package);
        ArgumentException.ThrowIfNullOrEmpty(probePath);
        if (File.Exists(probePath))
        {
            return null;
        }
        string advice = $"the Debian package {package} is absent ({probePath} is not there)";
        if (!OperatingSystem.IsLinux() || !File.Exists("/usr/bin/apt-get") || Environment.UserName != "root")
        {
            return $"{advice}; install it: apt-get install {package}";
        }
        // Under the lock: who waited finds it installed by the one before, and apt-get has nothing to do.
        string install = $"test -e '{probePath}' || {{ apt-get update -q && apt-get install -y -q --no-install-recommends '{package}'; }}";
        (int code, string output) = Run("/usr/bin/flock", s_lockFile, "/bin/sh", "-c", install);
        return File.Exists(probePath)
            ? null
            : $"{advice} and apt-get could not install it (exit code {code}: {output.Trim().Split('\n')[^1]}); install it: apt-get install {package}";
    }

    private static (int Code, string Output) Run(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        start.Environment["DEBIAN_FRONTEND"] = "noninteractive";
        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        string errors = process.StandardError.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, errors.Length > 0 ? errors : output.GetAwaiter().GetResult());
    }
}
