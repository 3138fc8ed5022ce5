using CellCluster.Pipeline;
using TorchSharp;
using static TorchSharp.torch;

namespace CellCluster.Learning;

/// <summary>Finds the device that a name means: <c>cpu</c>, <c>cpu:N</c> (lane N of the CPU; all the same device) or <c>cuda:N</c>.</summary>
internal static class TorchDevice
{
    /// <exception cref="DeviceUnavailableException">The name is none of these, or the device is not there.</exception>
    public static Device Find(string name)
    {
        (bool isCpu, int index) = Parse(name);
        TorchRuntime.Start();
        if (isCpu)
        {
            return CPU;
        }
        if (!cuda.is_available())
        {
            throw new DeviceUnavailableException(name, "libtorch finds no CUDA device; a driver, a card and a build with a cuda package of libtorch are needed (property LibTorchPackage, or the GPU image of docs/deployment.md)");
        }
        int count = cuda.device_count();
        if (index >= count)
        {
            throw new DeviceUnavailableException(name, $"this machine has {count} CUDA devices, cuda:0 to cuda:{count - 1}");
        }
        // Full single precision, as on a CPU.
        backends.cudnn.allow_tf32 = false;
        backends.cuda.matmul.allow_tf32 = false;
        return new Device(DeviceType.CUDA, index);
    }

    /// <summary>Whether a name means the CPU; the device need not be there.</summary>
    /// <exception cref="DeviceUnavailableException">The name is none of these.</exception>
    public static bool IsCpu(string name) => Parse(name).IsCpu;

    /// <summary>The physical device behind a name, the same in every process of the machine; null for the CPU, which processes share.</summary>
    /// <param name="name">The device.</param>
    /// <param name="visible"><c>CUDA_VISIBLE_DEVICES</c>: with <c>2,5</c> device <c>cuda:0</c> is the machine's third; null: not set. Processes that
    /// name one device once by number and once by UUID are not told apart.</param>
    /// <exception cref="DeviceUnavailableException">The name is none of these.</exception>
    public static string? Identity(string name, string? visible)
    {
        (bool isCpu, int index) = Parse(name);
        if (isCpu)
        {
            return null;
        }
        string[] listed = visible?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) ?? [];
        return $"cuda-{(index < listed.Length ? listed[index] : index.ToString())}";
    }

    private static (bool IsCpu, int Index) Parse(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        string[] parts = name.Split(':');
        int index = 0;
        bool isIndexed = parts.Length == 2 && int.TryParse(parts[1], out index) && index >= 0;
        bool isCpu = parts[0] == "cpu" && (parts.Length == 1 || isIndexed);
        return isCpu || (parts[0] == "cuda" && isIndexed)
            ? (isCpu, index)
            : throw new DeviceUnavailableException(name, "no such device; cpu, cpu:0, cuda:0 and so on are expected");
    }
}
