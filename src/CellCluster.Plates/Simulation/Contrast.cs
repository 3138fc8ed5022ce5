using CellCluster.Imaging;
using OpenCvSharp;

namespace CellCluster.Plates.Simulation;

/// <summary>Turns phase and brightness at the focal plane into relative intensity: 1 where there is no specimen.</summary>
internal static class Contrast
{
    // Where an operator focuses brightfield: in focus a phase object is invisible.
    private const double BrightfieldOffsetUm = 6;

    /// <summary>Relative intensity of the canvas; the caller drops it.</summary>
    /// <param name="canvas">Its optical path is seen.</param>
    /// <param name="options">The microscope.</param>
    /// <param name="defocusUm">Distance from the focus an operator would choose, um.</param>
    public static Plane<float> Intensity(FieldCanvas canvas, SimulationOptions options, double defocusUm)
    {
        double distance = defocusUm + (options.Mode == TransmittedLightMode.Brightfield ? BrightfieldOffsetUm : 0);
        (Plane<float> phase, Plane<float> brightness) = Propagation.Apply(canvas, options, distance);
        using (phase)
        {
            switch (options.Mode)
            {
                case TransmittedLightMode.Dic:
                    Dic(phase, brightness, options);
                    break;
                case TransmittedLightMode.Brightfield:
                    Brightfield(phase, brightness);
                    break;
                default:
                    PhaseContrast(phase, brightness, options);
                    break;
            }
        }
        return brightness;
    }

    // I = (1 - cos(bias + phase(r + s/2) - phase(r - s/2))) / (1 - cos bias), s the shear. Source: Preza et al., doi:10.1364/JOSAA.16.002185.
    private static void Dic(Plane<float> phase, Plane<float> result, SimulationOptions options)
    {
        using Mat input = Mat.FromPixelData(phase.Height, phase.Width, MatType.CV_32FC1, phase.Buffer);
        using Mat kernel = ShearKernel(options);
        using Mat difference = new();
        Cv2.Filter2D(input, difference, MatType.CV_32FC1, kernel, borderType: BorderTypes.Replicate);
        float bias = (float)(options.BiasDegrees * Math.PI / 180);
        float ground = 1f / (1f - MathF.Cos(bias));
        ReadOnlySpan<float> sheared = difference.AsSpan<float>();
        Span<float> pixels = result.Pixels;
        for (int i = 0; i < pixels.Length; i++)
        {
            pixels[i] = (1f - MathF.Cos(bias + sheared[i])) * ground * MathF.Max(0f, 1f + pixels[i]);
        }
    }

    // Linear interpolation at +s/2 minus that at -s/2, as one small kernel (OpenCV correlates: the kernel is not mirrored).
    private static Mat ShearKernel(SimulationOptions options)
    {
        double angle = options.ShearAngleDegrees * Math.PI / 180;
        double dy = 0.5 * options.ShearPx * Math.Sin(angle);
        double dx = 0.5 * options.ShearPx * Math.Cos(angle);
        int radius = (int)Math.Ceiling(0.5 * options.ShearPx) + 1;
        Mat kernel = new((2 * radius) + 1, (2 * radius) + 1, MatType.CV_32FC1, new Scalar(0));
        AddSample(kernel, radius + dy, radius + dx, 1f);
        AddSample(kernel, radius - dy, radius - dx, -1f);
        return kernel;
    }

    private static void AddSample(Mat kernel, double y, double x, float sign)
    {
        int top = (int)Math.Floor(y);
        int left = (int)Math.Floor(x);
        float down = (float)(y - top);
        float right = (float)(x - left);
        kernel.At<float>(top, left) += sign * (1 - down) * (1 - right);
        kernel.At<float>(top, left + 1) += sign * (1 - down) * right;
        kernel.At<float>(top + 1, left) += sign * down * (1 - right);
        kernel.At<float>(top + 1, left + 1) += sign * down * right;
    }

    // Defocus contrast, and 3 % absorption per radian of phase.
    private static void Brightfield(Plane<float> phase, Plane<float> result)
    {
        ReadOnlySpan<float> delay = phase.Pixels;
        Span<float> pixels = result.Pixels;
        for (int i = 0; i < pixels.Length; i++)
        {
            pixels[i] = MathF.Max(0.02f, 1f + pixels[i]) * MathF.Exp(-0.03f * delay[i]);
        }
    }

    // The ring retards the undiffracted light by a quarter wave: I = |exp(i u) - 1 - i|^2 = 3 - 2 cos u - 2 sin u, near 1 - 2 u for thin cells (dark) and
    // above 1 for thick ones (rounded cells are bright). u is the phase without the part that is diffracted by less than the ring's width and so
    // passes the ring too: a wide Gaussian, which is lost from the cell and comes back around it as the halo.
    private static void PhaseContrast(Plane<float> phase, Plane<float> result, SimulationOptions options)
    {
        using Mat input = Mat.FromPixelData(phase.Height, phase.Width, MatType.CV_32FC1, phase.Buffer);
        using Mat halo = new();
        double sigma = 7 / options.PixelSizeUm;
        Cv2.GaussianBlur(input, halo, default, sigma, sigma, BorderTypes.Replicate);
        ReadOnlySpan<float> wide = halo.AsSpan<float>();
        ReadOnlySpan<float> delay = phase.Pixels;
        Span<float> pixels = result.Pixels;
        for (int i = 0; i < pixels.Length; i++)
        {
            float u = 0.6f * (delay[i] - (0.85f * wide[i]));
            pixels[i] = MathF.Max(0.02f, (3f - (2f * MathF.Cos(u)) - (2f * MathF.Sin(u))) + pixels[i]);
        }
    }
}
