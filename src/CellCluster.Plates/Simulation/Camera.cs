using CellCluster.Imaging;

namespace CellCluster.Plates.Simulation;

/// <summary>Illuminates and exposes: relative intensity to grey levels with photon and reading noise.</summary>
internal static class Camera
{
    private const float FullWellElectrons = 15000f;
    private const float ReadNoiseElectrons = 2f;

    /// <summary>Exposes the field in the middle of a canvas.</summary>
    /// <param name="canvas">Gives the margin.</param>
    /// <param name="intensity">Relative intensity of the canvas.</param>
    /// <param name="light">Illumination of the field.</param>
    /// <param name="options">Exposure, bits, noise.</param>
    /// <param name="random">The field's camera stream.</param>
    public static Plane<ushort> Expose(FieldCanvas canvas, Plane<float> intensity, Illumination light, SimulationOptions options, SimulationRandom random)
    {
        Plane<ushort> plane = Plane<ushort>.Rent(options.HeightPx, options.WidthPx);
        float range = (1 << options.BitDepth) - 1;
        float electronsPerGrey = FullWellElectrons / range;
        float noise = (float)options.Noise / electronsPerGrey;
        for (int y = 0; y < plane.Height; y++)
        {
            ReadOnlySpan<float> source = intensity.Row(y + canvas.MarginPx).Slice(canvas.MarginPx, plane.Width);
            Span<ushort> row = plane.Row(y);
            for (int x = 0; x < row.Length; x++)
            {
                float grey = (float)options.Exposure * range * source[x] * light.At(y, x);
                float deviation = noise * MathF.Sqrt((grey * electronsPerGrey) + (ReadNoiseElectrons * ReadNoiseElectrons));
                row[x] = (ushort)MathF.Round(Math.Clamp(grey + (deviation * random.QuickNormal()), 0f, range));
            }
        }
        return plane;
    }
}
