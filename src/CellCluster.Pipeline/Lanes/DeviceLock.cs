using System.Globalization;

namespace CellCluster.Pipeline;

/// <summary>A real device held for one process by the operating system: two silos on one machine cannot own one GPU.</summary>
/// <remarks>
/// An exclusive lock (flock) on <c>cellcluster-&lt;device&gt;.lock</c> in the machine's folder for temporary files; the holder's process id is beside it
/// in a <c>.pid</c> file, because nobody else can read a file that is locked this way. The operating system lets go when the process ends, however
/// it ends; the files stay. It holds within one folder for temporary files: containers
/// that do not share one get their devices from the cluster's device plugin.
/// </remarks>
public sealed class DeviceLock : IDisposable
{
    private readonly FileStream _file;

    private DeviceLock(FileStream file) => _file = file;

    /// <summary>Takes the device.</summary>
    /// <param name="device">As a person wrote it, for the message.</param>
    /// <param name="identity">Names the physical device on this machine, such as <c>cuda-0</c> or <c>cuda-GPU-8f…</c>.</param>
    /// <param name="folder">Where the lock's file is; null: the machine's folder for temporary files.</param>
    /// <exception cref="DeviceUnavailableException">Another lane, in this process or another one, has it; or the lock cannot be made.</exception>
    public static DeviceLock Take(string device, string identity, string? folder = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(device);
        ArgumentException.ThrowIfNullOrEmpty(identity);
        string path = Path.Combine(folder ?? Path.GetTempPath(), $"cellcluster-{string.Join('_', identity.Split(Path.GetInvalidFileNameChars()))}.lock");
        FileStream file;
        try
        {
            file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException) when (File.Exists(path))
        {
            throw new DeviceUnavailableException(device, $"{Holder(path)} uses it (lock {path}); stop that one, or name another device");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new DeviceUnavailableException(device, $"its lock {path} cannot be made: {error.Message}");
        }
        try
        {
            MakeSharedByAllUsers(path);
            File.WriteAllText(ProcessFile(path), Environment.ProcessId.ToString(CultureInfo.InvariantCulture));
            MakeSharedByAllUsers(ProcessFile(path));
            return new DeviceLock(file);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Lets go of the device.</summary>
    public void Dispose() => _file.Dispose();

    private static string ProcessFile(string path) => Path.ChangeExtension(path, ".pid");

    private static string Holder(string path)
    {
        try
        {
            string holder = File.ReadAllText(ProcessFile(path));
            return holder.Length == 0 ? "another process" : $"process {holder}";
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return "another process"; // the id is a courtesy; that the device is taken is known
        }
    }

    // Else the file of one user would shut every other user out for ever.
    private static void MakeSharedByAllUsers(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }
        const UnixFileMode All = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.OtherRead | UnixFileMode.OtherWrite;
        if (File.GetUnixFileMode(path) != All)
        {
            File.SetUnixFileMode(path, All);
        }
    }
}
