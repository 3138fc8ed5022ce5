using System.Globalization;

namespace CellCluster.TestKit;

/// <summary>Says which process of this machine holds a TCP connection, from Linux' /proc.</summary>
public static class ProcessPorts
{
    /// <summary>The process among the given ones whose connection has the local port; null when none of them has.</summary>
    public static int? Find(int localPort, IEnumerable<int> processes)
    {
        if (Inode(localPort) is not { } inode)
        {
            return null;
        }
        string link = $"socket:[{inode}]";
        foreach (int process in processes)
        {
            if (Holds(process, link))
            {
                return process;
            }
        }
        return null;
    }

    // Columns: number, local address as HEX:PORT, remote address, state, …, inode in the tenth.
    private static string? Inode(int localPort)
    {
        string port = ":" + localPort.ToString("X4", CultureInfo.InvariantCulture);
        foreach (string table in (string[])["/proc/net/tcp", "/proc/net/tcp6"])
        {
            if (!File.Exists(table))
            {
                continue;
            }
            foreach (string line in File.ReadLines(table).Skip(1))
            {
                string[] cells = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
                if (cells[1].EndsWith(port, StringComparison.Ordinal) && cells[9] != "0")
                {
                    return cells[9];
                }
            }
        }
        return null;
    }

    private static bool Holds(int process, string link)
    {
        try
        {
            return new DirectoryInfo($"/proc/{process}/fd").EnumerateFileSystemInfos().Any(file => file.LinkTarget == link);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return false; // it ended meanwhile
        }
    }
}
