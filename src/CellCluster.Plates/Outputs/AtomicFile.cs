namespace CellCluster.Plates;

/// <summary>Writes a file so that its final name never holds half of it: beside it under a temporary name, flushed to disk, renamed.</summary>
/// <remarks>A process that is killed leaves at most a file <c>NAME.~PROCESS-N.tmp</c>, which <see cref="RemoveLeftovers"/> takes away. Two
/// processes may write the same file at once, also from two machines: temporary names never meet, and the later rename wins. The folder must exist: a folder that vanished (a network share) is not made anew, the <see cref="IOException"/> goes to the caller.</remarks>
public static class AtomicFile
{
    // No process id: in containers every process is number 1, and machines share folders.
    private static readonly string s_process = Guid.NewGuid().ToString("N")[..12];
    private static long s_count;

    /// <summary>A name beside a file that no other process and no other call makes.</summary>
    public static string TemporaryName(string path) => $"{path}.~{s_process}-{Interlocked.Increment(ref s_count)}.tmp";

    /// <summary>Writes through a stream.</summary>
    /// <exception cref="IOException">The folder is not there, the disk is full; nothing is left behind then.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder may not be written.</exception>
    public static void Write(string path, Action<Stream> write)
    {
        ArgumentNullException.ThrowIfNull(write);
        Replace(path, temporary =>
        {
            using var stream = new FileStream(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 1 << 16);
            write(stream);
            stream.Flush(flushToDisk: true);
        });
    }

    /// <summary>Writes through something that takes a path; it must flush to disk itself.</summary>
    /// <exception cref="IOException">As <see cref="Write"/>.</exception>
    /// <exception cref="UnauthorizedAccessException">As <see cref="Write"/>.</exception>
    public static void Replace(string path, Action<string> writeTo)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(writeTo);
        string temporary = TemporaryName(path);
        bool renamed = false;
        try
        {
            writeTo(temporary);
            File.Move(temporary, path, overwrite: true);
            renamed = true;
        }
        finally
        {
            if (!renamed)
            {
                TryDelete(temporary);
            }
        }
    }

    /// <summary>Takes away what killed processes left in a folder (not below it). Only for the process that owns the folder's run.</summary>
    /// <returns>How many files were removed.</returns>
    public static int RemoveLeftovers(string folder)
    {
        int removed = 0;
        foreach (string path in Directory.EnumerateFiles(folder, "*.~*.tmp"))
        {
            File.Delete(path);
            removed++;
        }
        return removed;
    }

    // The fault that stopped the writing is on its way to the caller; one more from tidying up would hide it.
    private static void TryDelete(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            System.Diagnostics.Debug.WriteLine($"{path} is left for the next start: {fault.Message}");
        }
    }
}
