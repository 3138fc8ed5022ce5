using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace CellCluster.Bench;

/// <summary>What one core of this machine can do at most: the limits that figures are printed beside.</summary>
internal static class MachineSpeed
{
    /// <summary>Bytes read and written per second when a plane is copied that does not fit the cache.</summary>
    public static double CopyBytesPerSecond(int bytes)
    {
        byte[] from = new byte[bytes];
        byte[] to = new byte[bytes];
        double best = double.MaxValue;
        for (int run = 0; run < 10; run++)
        {
            long start = Stopwatch.GetTimestamp();
            from.AsSpan().CopyTo(to);
            best = Math.Min(best, Stopwatch.GetElapsedTime(start).TotalSeconds);
        }
        return 2.0 * bytes / best;
    }

    /// <summary>Float lanes of subtract-and-minimum pairs per second in registers: the arithmetic of a rolling ball.</summary>
    public static double MinimumPairsPerSecond()
    {
        const int Rounds = 20_000_000;
        double best = double.MaxValue;
        for (int run = 0; run < 3; run++)
        {
            long start = Stopwatch.GetTimestamp();
            Minima(Rounds);
            best = Math.Min(best, Stopwatch.GetElapsedTime(start).TotalSeconds);
        }
        return Rounds * 4.0 * Vector512<float>.Count / best;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static float Minima(int rounds)
    {
        Vector512<float> a = Vector512.Create(1f), b = a, c = a, d = a, add = Vector512.Create(0.5f);
        for (int i = 0; i < rounds; i++)
        {
            a = Vector512.Min(a, b + add);
            b = Vector512.Min(b, c + add);
            c = Vector512.Min(c, d + add);
            d = Vector512.Min(d, a + add);
        }
        return Vector512.Sum(a + b + c + d);
    }
}
