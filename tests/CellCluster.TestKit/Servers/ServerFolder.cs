using System.Diagnostics;

namespace CellCluster.TestKit;

/// <summary>A server's data folder below the temporary folder. It names its owner, so that what a killed test run left behind is cleared by the next.</summary>
internal sealed class ServerFolder : IDisposable
{
    private readonly DirectoryInfo _folder;

    private ServerFolder(DirectoryInfo folder) => _folder = folder;

    /// <summary>Where the server keeps its data.</summary>
    public string Data => Path.Combine(_folder.FullName, "data");

    /// <summary>A new folder for a kind of server, such as <c>postgres</c>; clears those whose owner is gone.</summary>
    public static ServerFolder Create(string kind)
    {
        string prefix = $"cellcluster-{kind}-";
        foreach (DirectoryInfo old in new DirectoryInfo(Path.GetTempPath()).EnumerateDirectories($"{prefix}*"))
        {
            ClearIfOrphaned(old);
        }
        DirectoryInfo folder = Directory.CreateTempSubdirectory(prefix);
        File.WriteAllText(Path.Combine(folder.FullName, "owner"), Owner(Process.GetCurrentProcess()));
        Directory.CreateDirectory(Path.Combine(folder.FullName, "data"));
        if (OperatingSystem.IsLinux())
        {
            // The server may run as another user.
            File.SetUnixFileMode(folder.FullName, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute);
        }
        return new ServerFolder(folder);
    }

    /// <summary>Notes the server's process, so that it can be ended when this process cannot do it any more.</summary>
    public void Note(int serverId) => File.WriteAllText(Path.Combine(_folder.FullName, "server"), Owner(Process.GetProcessById(serverId)));

    /// <summary>Deletes it, by a program that outlives this process: thousands of files take longer than the end of a test run may.</summary>
    public void Dispose()
    {
        if (File.Exists("/bin/rm"))
        {
            using var rm = Process.Start("/bin/rm", ["-rf", _folder.FullName]);
        }
        else
        {
            Delete(_folder);
        }
    }

    private static void ClearIfOrphaned(DirectoryInfo folder)
    {
        string owner = Path.Combine(folder.FullName, "owner");
        if (!File.Exists(owner) || Running(owner) is not null)
        {
            return; // in use, or being made just now
        }
        using (Process? server = Running(Path.Combine(folder.FullName, "server")))
        {
            server?.Kill();
            server?.WaitForExit();
        }
        Delete(folder);
    }

    // Id and start time: ids are used again.
    private static string Owner(Process process) => $"{process.Id} {process.StartTime.ToUniversalTime().Ticks / TimeSpan.TicksPerSecond}";

    private static Process? Running(string note)
    {
        try
        {
            string text = File.ReadAllText(note);
            var process = Process.GetProcessById(int.Parse(text.Split(' ')[0]));
            return Owner(process) == text ? process : null;
        }
        catch (Exception exception) when (exception is IOException or ArgumentException or FormatException or InvalidOperationException)
        {
            return null; // no such note or no such process
        }
    }

    private static void Delete(DirectoryInfo folder)
    {
        try
        {
            folder.Delete(recursive: true);
        }
        catch (Exception exception) when (exception is DirectoryNotFoundException or IOException or UnauthorizedAccessException)
        {
            // Another test project clears the same orphan, or a dying server still writes: the next run clears it.
        }
    }
}
