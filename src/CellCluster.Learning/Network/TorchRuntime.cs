using System.Reflection;
using System.Runtime.InteropServices;
using TorchSharp;

namespace CellCluster.Learning;

/// <summary>Loads libtorch from the application's own folder and sets one computing thread, before anything else touches it.</summary>
/// <remarks>
/// Every public type of this project calls <see cref="Start"/> first. A lane computes with one thread, so that the order of additions, and
/// with it every bit, is the same on any number of lanes. libtorch keeps its thread count per calling thread but takes the default from
/// the first setting, which is why it is set once, early, and why the trainer sets its own count with <see cref="UseThreads"/>.
/// </remarks>
public static partial class TorchRuntime
{
    private static readonly Lazy<bool> s_started = new(Load);

    /// <summary>What computes, for numeric profiles.</summary>
    public static string Version { get; } =
        $"TorchSharp {typeof(torch).Assembly.GetName().Version!.ToString(3)}, libtorch {LibTorchVersion}";

    // Written into the assembly by the project file, which knows the package.
    private static string LibTorchVersion =>
        typeof(TorchRuntime).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(static pair => pair.Key == "LibTorchVersion").Value!;

    /// <summary>Loads the libraries; later calls do nothing.</summary>
    /// <exception cref="DllNotFoundException">A library is missing beside the application, or the system cannot load it.</exception>
    public static void Start() => _ = s_started.Value;

    /// <summary>How many threads libtorch may use for operations that the calling thread starts; 1 for everything that must be reproducible.</summary>
    public static void UseThreads(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(count);
        Start();
        torch.set_num_threads(count);
    }

    private static bool Load()
    {
        if (OperatingSystem.IsLinux())
        {
            // libtorch then asks for huge pages for large tensors, which spares a quarter of the time of a large tile. It reads the C
            // environment once, at its first allocation; .NET's own SetEnvironmentVariable does not reach that. A value that is there stays.
            _ = SetEnvironment("THP_MEM_ALLOC_ENABLE", "1", overwrite: 0);
            // By full path: a libtorch of the system (Debian has one, of another version) must never be picked up. Once loaded, TorchSharp's
            // own library finds these by their names.
            foreach (string name in (string[])["libc10.so", "libtorch_cpu.so", "libLibTorchSharp.so"])
            {
                string path = Path.Combine(AppContext.BaseDirectory, name);
                if (!File.Exists(path))
                {
                    throw new DllNotFoundException($"{path} is missing; it belongs to the application (package libtorch-cpu-linux-x64 or TorchSharp). Publish the application again.");
                }
                NativeLibrary.Load(path);
            }
        }
        torch.set_num_threads(1);
        torch.set_num_interop_threads(1);
        return true;
    }

    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SetEnvironment(string name, string value, int overwrite);
}
