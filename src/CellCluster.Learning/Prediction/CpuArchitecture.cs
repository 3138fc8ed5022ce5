using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;

namespace CellCluster.Learning;

/// <summary>The instruction set that decides how libtorch rounds on this CPU.</summary>
internal static class CpuArchitecture
{
    /// <summary>Such as <c>x64 avx512</c>. <c>ATEN_CPU_CAPABILITY</c> and <c>ONEDNN_MAX_CPU_ISA</c> limit libtorch to less, so they are part of it.</summary>
    public static string Name
    {
        get
        {
            string set = Avx512F.IsSupported ? " avx512" : Avx2.IsSupported ? " avx2" : string.Empty;
            string limits = string.Concat(
                new[] { "ATEN_CPU_CAPABILITY", "ONEDNN_MAX_CPU_ISA", "DNNL_MAX_CPU_ISA" }
                    .Select(static name => (name, value: Environment.GetEnvironmentVariable(name)))
                    .Where(static pair => !string.IsNullOrEmpty(pair.value))
                    .Select(static pair => $" {pair.name}={pair.value}"));
            return RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant() + set + limits;
        }
    }
}
