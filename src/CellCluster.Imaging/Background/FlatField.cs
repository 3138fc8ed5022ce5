namespace CellCluster.Imaging;

/// <summary>What a flat-field correction did.</summary>
/// <param name="ClampedPixelCount">Pixels below the dark level, which became 0, and above the highest level, which became that.</param>
/// <param name="SmallestGain">Smallest gain divided by.</param>
/// <param name="LargestGain">Largest gain divided by.</param>
public readonly record struct FlatFieldReport(long ClampedPixelCount, double SmallestGain, double LargestGain);

/// <summary>The illumination of a plate: how much light each place of a field gets; mean 1 before places below <see cref="SmallestUsableGain"/> are raised to it.</summary>
/// <remarks>Owns its gain: dispose it. Immutable, so thread-safe.</remarks>
public sealed class FlatField : IDisposable
{
    /// <summary>No place is brightened more than twenty times: there is no light to be had back.</summary>
    public const float SmallestUsableGain = 0.05f;

    private FlatField(Plane<float> gain, double darkLevel, int fieldCount, double smallest, double largest)
    {
        Gain = gain;
        DarkLevel = darkLevel;
        FieldCount = fieldCount;
        SmallestGain = smallest;
        LargestGain = largest;
    }

    /// <summary>(height, width) float, all values at least <see cref="SmallestUsableGain"/>; mean 1, or a little more where values were raised to that.</summary>
    public Plane<float> Gain { get; }

    /// <summary>Subtracted before dividing, grey levels.</summary>
    public double DarkLevel { get; }

    /// <summary>Fields it was learned from.</summary>
    public int FieldCount { get; }

    /// <summary>Smallest value of the gain.</summary>
    public double SmallestGain { get; }

    /// <summary>Largest value of the gain.</summary>
    public double LargestGain { get; }

    /// <summary>out = (in - dark level) / gain, clamped to 0..<paramref name="highestLevel"/>. NaN stays NaN.</summary>
    /// <param name="source">(height, width) float of the flat field's size.</param>
    /// <param name="destination">A plane of the same size; may be the source.</param>
    /// <param name="highestLevel">The largest level that may be written, such as 65535; above 0. Default: no limit.</param>
    public FlatFieldReport Apply(Plane<float> source, Plane<float> destination, float highestLevel = float.PositiveInfinity)
    {
        SizeCheck.Same(Gain, source, nameof(source));
        SizeCheck.Same(source, destination, nameof(destination));
        if (!(highestLevel > 0))
        {
            throw new ArgumentOutOfRangeException(nameof(highestLevel), highestLevel, "expected a level above 0");
        }
        float dark = (float)DarkLevel;
        long clamped = 0;
        ReadOnlySpan<float> from = source.Pixels;
        ReadOnlySpan<float> gains = Gain.Pixels;
        Span<float> to = destination.Pixels;
        for (int i = 0; i < from.Length; i++)
        {
            float level = (from[i] - dark) / gains[i];
            if (level < 0)
            {
                level = 0;
                clamped++;
            }
            else if (level > highestLevel)
            {
                level = highestLevel;
                clamped++;
            }
            to[i] = level;
        }
        return new FlatFieldReport(clamped, SmallestGain, LargestGain);
    }

    /// <summary>Drops the gain.</summary>
    public void Dispose() => Gain.Dispose();

    /// <summary>Takes over a shape of illumination on any scale and brings it to mean 1, then raises it to <see cref="SmallestUsableGain"/>.</summary>
    internal static FlatField FromShape(Plane<float> shape, double darkLevel, int fieldCount)
    {
        double sum = 0;
        foreach (float value in shape.Pixels)
        {
            sum += value;
        }
        double mean = sum / shape.PixelCount;
        double smallest = double.PositiveInfinity;
        double largest = 0;
        foreach (ref float value in shape.Pixels)
        {
            value = Math.Max(SmallestUsableGain, (float)(value / mean));
            smallest = Math.Min(smallest, value);
            largest = Math.Max(largest, value);
        }
        return new FlatField(shape, darkLevel, fieldCount, smallest, largest);
    }
}
