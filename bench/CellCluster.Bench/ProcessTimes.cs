namespace CellCluster.Bench;

/// <summary>Processor seconds of other processes, from Linux' /proc.</summary>
internal static class ProcessTimes
{
    private const double TicksPerSecond = 100; // USER_HZ: fixed for programs

    /// <summary>User and system time of a process.</summary>
    public static double Of(int process)
    {
        string[] cells = Stat(process);
        return (double.Parse(cells[11]) + double.Parse(cells[12])) / TicksPerSecond;
    }

    /// <summary>Of a process, its living children, and those that ended and were waited for.</summary>
    public static double OfTree(int parent)
    {
        string[] own = Stat(parent);
        double sum = Of(parent) + ((double.Parse(own[13]) + double.Parse(own[14])) / TicksPerSecond);
        foreach (string folder in Directory.EnumerateDirectories("/proc"))
        {
            if (!int.TryParse(Path.GetFileName(folder), out int process))
            {
                continue;
            }
            try
            {
                sum += Stat(process)[1] == $"{parent}" ? Of(process) : 0;
            }
            catch (IOException)
            {
                // Ended since it was listed: the parent counts it.
            }
        }
        return sum;
    }

    // From the third column on: the second holds the program's name, which may hold blanks.
    private static string[] Stat(int process)
    {
        string line = File.ReadAllText($"/proc/{process}/stat");
        return line[(line.LastIndexOf(')') + 2)..].Split(' ');
    }
}
