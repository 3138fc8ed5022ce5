namespace CellCluster.Plates.Simulation;

/// <summary>A closed smooth curve around a centre: an ellipse whose radius is disturbed by a few Fourier terms.</summary>
/// <remarks>r(a) = ellipse(a) * (1 + sum over k = 2..5 of c_k cos(k a + p_k)), tabulated at <see cref="AngleCount"/> angles.</remarks>
internal sealed class Outline
{
    private const int AngleCount = 256;
    private readonly float[] _inverseRadius = new float[AngleCount];

    private Outline()
    {
    }

    /// <summary>The largest radius, um.</summary>
    public float LargestRadius { get; private set; }

    /// <summary>The geometric mean of the half axes, um.</summary>
    public float MeanRadius { get; private init; }

    /// <summary>Direction of the long axis, radians from +x towards +y.</summary>
    public float Orientation { get; private init; }

    /// <summary>Draws an outline.</summary>
    /// <param name="random">Where the Fourier terms come from.</param>
    /// <param name="meanRadius">Geometric mean of the half axes, um.</param>
    /// <param name="elongation">Long half axis over short one, at least 1.</param>
    /// <param name="orientation">Direction of the long axis, radians.</param>
    /// <param name="roughness">Size of the Fourier terms: 0 gives a plain ellipse.</param>
    public static Outline Draw(SimulationRandom random, float meanRadius, float elongation, float orientation, float roughness)
    {
        Outline outline = new() { MeanRadius = meanRadius, Orientation = orientation };
        float stretch = MathF.Sqrt(elongation);
        Span<float> size = stackalloc float[6];
        Span<float> phase = stackalloc float[6];
        for (int k = 2; k < size.Length; k++)
        {
            size[k] = roughness * random.Normal() / k;
            phase[k] = random.Angle();
        }
        for (int i = 0; i < AngleCount; i++)
        {
            float angle = i * (MathF.Tau / AngleCount);
            float along = MathF.Cos(angle - orientation) / stretch;
            float across = MathF.Sin(angle - orientation) * stretch;
            float radius = meanRadius / MathF.Sqrt((along * along) + (across * across));
            float wave = 1f;
            for (int k = 2; k < size.Length; k++)
            {
                wave += size[k] * MathF.Cos((k * angle) + phase[k]);
            }
            radius *= Math.Clamp(wave, 0.6f, 1.5f);
            outline.LargestRadius = MathF.Max(outline.LargestRadius, radius);
            outline._inverseRadius[i] = 1f / radius;
        }
        return outline;
    }

    /// <summary>Distance from the centre in units of the outline: 0 at the centre, 1 on the curve.</summary>
    /// <param name="dy">um below the centre.</param>
    /// <param name="dx">um right of the centre.</param>
    public float Ratio(float dy, float dx)
    {
        float turn = MathF.Atan2(dy, dx) * (AngleCount / MathF.Tau);
        float floor = MathF.Floor(turn);
        int index = (int)floor & (AngleCount - 1);
        float low = _inverseRadius[index];
        float high = _inverseRadius[(index + 1) & (AngleCount - 1)];
        return MathF.Sqrt((dy * dy) + (dx * dx)) * (low + ((high - low) * (turn - floor)));
    }

    /// <summary>The radius in direction <paramref name="angle"/> (radians), um.</summary>
    public float Radius(float angle) => 1f / Ratio(MathF.Sin(angle), MathF.Cos(angle));
}
