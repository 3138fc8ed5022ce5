using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using CellCluster.Imaging;

namespace CellCluster.Analysis;

/// <summary>Sums, extremes and moments of the finite pixels of one object.</summary>
/// <remarks>Sums are float64 of the differences to the object's first finite pixel, so that a large mean costs no digits. Runs of finite pixels go
/// by eight lanes in a fixed order; a run with other pixels goes one by one.</remarks>
internal struct Intensities
{
    private double _origin;
    private double _sum;
    private double _squares;

    /// <summary>Finite pixels.</summary>
    public long Count { get; private set; }

    /// <summary>The smallest; infinity where there is none.</summary>
    public float Minimum { get; private set; }

    /// <summary>The largest; minus infinity where there is none.</summary>
    public float Maximum { get; private set; }

    /// <summary>Mean; NaN where there is none, as all below.</summary>
    public readonly double Mean => Count == 0 ? double.NaN : _origin + (_sum / Count);

    /// <summary>Sum.</summary>
    public readonly double Total => Count == 0 ? double.NaN : (_origin * Count) + _sum;

    /// <summary>Variance over n.</summary>
    public readonly double Variance => Count == 0 ? double.NaN : Math.Max(0, (_squares / Count) - (_sum / Count * (_sum / Count)));

    /// <summary>Takes the pixels of one object.</summary>
    public static Intensities Of(ReadOnlySpan<ObjectRun> runs, Plane<float> plane)
    {
        var all = new Intensities { Minimum = float.PositiveInfinity, Maximum = float.NegativeInfinity };
        foreach (ObjectRun run in runs)
        {
            ReadOnlySpan<float> pixels = plane.Row(run.Y).Slice(run.X, run.Length);
            if (all.Count == 0 || !WideSums.AllFinite(pixels))
            {
                all.AddSlowly(pixels);
            }
            else
            {
                all.Add(pixels);
            }
        }
        return all;
    }

    private void AddSlowly(ReadOnlySpan<float> pixels)
    {
        foreach (float pixel in pixels)
        {
            if (float.IsFinite(pixel))
            {
                _origin = Count++ == 0 ? pixel : _origin;
                AddOne(pixel);
            }
        }
    }

    private void AddOne(float pixel)
    {
        double difference = pixel - _origin;
        _sum += difference;
        _squares += difference * difference;
        Minimum = Math.Min(Minimum, pixel);
        Maximum = Math.Max(Maximum, pixel);
    }

    private void Add(ReadOnlySpan<float> pixels)
    {
        Vector512<double> origin = Vector512.Create(_origin);
        Vector512<double> sum = Vector512<double>.Zero;
        Vector512<double> squares = Vector512<double>.Zero;
        Vector256<float> minimum = Vector256.Create(Minimum);
        Vector256<float> maximum = Vector256.Create(Maximum);
        ref float first = ref MemoryMarshal.GetReference(pixels);
        int i = 0;
        for (; i <= pixels.Length - Vector256<float>.Count; i += Vector256<float>.Count)
        {
            Vector256<float> eight = Vector256.LoadUnsafe(ref first, (nuint)i);
            Vector512<double> difference = WideSums.Widen(eight) - origin;
            sum += difference;
            squares += difference * difference;
            minimum = Vector256.Min(minimum, eight);
            maximum = Vector256.Max(maximum, eight);
        }
        _sum += WideSums.Fold(sum);
        _squares += WideSums.Fold(squares);
        for (int lane = 0; lane < Vector256<float>.Count && i > 0; lane++)
        {
            Minimum = Math.Min(Minimum, minimum[lane]);
            Maximum = Math.Max(Maximum, maximum[lane]);
        }
        Count += pixels.Length;
        for (; i < pixels.Length; i++)
        {
            AddOne(pixels[i]);
        }
    }
}
