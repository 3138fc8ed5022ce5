using CellCluster.Imaging;
using OpenCvSharp;

namespace CellCluster.Plates.Simulation;

/// <summary>Images a stain as a widefield microscope does: a sharp part, an out-of-focus part, a constant background.</summary>
internal static class Fluorescence
{
    private const float Background = 20f;
    private const float EmissionUm = 0.6f;
    private const float SharpShare = 0.85f;
    private const double HazeSigmaUm = 2.5;
    private const float PhotonsPerUnit = 0.3f; // the mean nucleus, 1000 units, gives 300 photons at noise 1

    /// <summary>The field in the middle of a stained canvas.</summary>
    public static Plane<float> Image(FieldCanvas canvas, Plane<float> stain, SimulationOptions options, SimulationRandom random)
    {
        double sharpSigma = 0.21 * EmissionUm / options.NumericalAperture / options.PixelSizeUm;
        double hazeSigma = HazeSigmaUm / options.PixelSizeUm;
        using Mat input = Mat.FromPixelData(stain.Height, stain.Width, MatType.CV_32FC1, stain.Buffer);
        using Mat sharp = new();
        using Mat haze = new();
        Cv2.GaussianBlur(input, sharp, default, sharpSigma, sharpSigma, BorderTypes.Replicate);
        Cv2.GaussianBlur(input, haze, default, hazeSigma, hazeSigma, BorderTypes.Replicate);
        Plane<float> plane = Plane<float>.Rent(options.HeightPx, options.WidthPx);
        ReadOnlySpan<float> near = sharp.AsSpan<float>();
        ReadOnlySpan<float> far = haze.AsSpan<float>();
        for (int y = 0; y < plane.Height; y++)
        {
            int from = ((y + canvas.MarginPx) * canvas.Width) + canvas.MarginPx;
            Span<float> row = plane.Row(y);
            for (int x = 0; x < row.Length; x++)
            {
                float value = Background + (SharpShare * near[from + x]) + ((1f - SharpShare) * far[from + x]);
                if (options.FluorescenceNoise > 0)
                {
                    float deviation = (float)options.FluorescenceNoise * MathF.Sqrt(value / PhotonsPerUnit);
                    value = MathF.Max(0f, value + (deviation * random.QuickNormal()));
                }
                row[x] = value;
            }
        }
        return plane;
    }
}
