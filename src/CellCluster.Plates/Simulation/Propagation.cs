using CellCluster.Imaging;
using OpenCvSharp;

namespace CellCluster.Plates.Simulation;

/// <summary>Carries the phase of the cells to the focal plane: what is left of the phase there, and what has become brightness.</summary>
/// <remarks>
/// Weak phase object, partially coherent light: with f the spatial frequency (1/um), z the defocus (um), lambda the wavelength (um),
/// phase' = phase cos(pi lambda z f^2) E, brightness' = 2 phase sin(pi lambda z f^2) E, where
/// E = exp(-(pi c z f)^2) exp(-2 (pi s f)^2) is the blur by the condenser's aperture c (0.6 of the objective's) and by the objective,
/// s = 0.21 lambda / NA. For small z the second equation is the transport of intensity: -z times the Laplacian of the optical path.
/// Source: Cowley, Diffraction Physics (1995), chapter 3; Paganin, Coherent X-ray Optics (2006), section 2.
/// The canvas is mirrored at its far sides to a size the transform likes; what wraps around stays in the canvas' margin.
/// </remarks>
internal static class Propagation
{
    /// <summary>Both images of the canvas' optical path, radians and relative brightness; the caller drops them.</summary>
    public static (Plane<float> Phase, Plane<float> Brightness) Apply(FieldCanvas canvas, SimulationOptions options, double defocusUm)
    {
        int height = Cv2.GetOptimalDFTSize(canvas.Height);
        int width = Cv2.GetOptimalDFTSize(canvas.Width);
        using Mat path = Mat.FromPixelData(canvas.Height, canvas.Width, MatType.CV_32FC1, canvas.OpticalPath.Buffer);
        using Mat padded = new();
        Cv2.CopyMakeBorder(path, padded, 0, height - canvas.Height, 0, width - canvas.Width, BorderTypes.Reflect101);
        using Mat spectrum = new();
        Cv2.Dft(padded, spectrum, DftFlags.ComplexOutput);
        Transfer(spectrum, options, defocusUm);
        Cv2.Dft(spectrum, spectrum, DftFlags.Inverse | DftFlags.Scale);

        Plane<float> phase = Plane<float>.Rent(canvas.Height, canvas.Width);
        Plane<float> brightness = Plane<float>.Rent(canvas.Height, canvas.Width);
        using Mat real = Mat.FromPixelData(canvas.Height, canvas.Width, MatType.CV_32FC1, phase.Buffer);
        using Mat imaginary = Mat.FromPixelData(canvas.Height, canvas.Width, MatType.CV_32FC1, brightness.Buffer);
        using Mat inner = new(spectrum, new Rect(0, 0, canvas.Width, canvas.Height));
        Cv2.ExtractChannel(inner, real, 0); // write into the planes: same size and type
        Cv2.ExtractChannel(inner, imaginary, 1);
        return (phase, brightness);
    }

    // Both transfer functions are real and even, so both images are real: one transform carries them as real and imaginary part.
    private static unsafe void Transfer(Mat spectrum, SimulationOptions options, double defocusUm)
    {
        double wave = 2 * Math.PI / options.WavelengthUm;
        double fresnel = Math.PI * options.WavelengthUm * defocusUm;
        double condenser = Math.PI * 0.6 * options.NumericalAperture * defocusUm;
        double objective = Math.PI * 0.21 * options.WavelengthUm / options.NumericalAperture;
        double falloff = (condenser * condenser) + (2 * objective * objective);
        int rows = spectrum.Rows;
        int cols = spectrum.Cols;
        for (int y = 0; y < rows; y++)
        {
            float* row = (float*)spectrum.Ptr(y);
            double fy = Frequency(y, rows, options.PixelSizeUm);
            for (int x = 0; x < cols; x++)
            {
                double fx = Frequency(x, cols, options.PixelSizeUm);
                double square = (fx * fx) + (fy * fy);
                (float sin, float cos) = MathF.SinCos((float)(fresnel * square));
                float envelope = (float)wave * MathF.Exp(-(float)(falloff * square));
                float toPhase = envelope * cos;
                float toBrightness = 2f * envelope * sin;
                float re = row[2 * x];
                float im = row[(2 * x) + 1];
                row[2 * x] = (re * toPhase) - (im * toBrightness);
                row[(2 * x) + 1] = (re * toBrightness) + (im * toPhase);
            }
        }
    }

    private static double Frequency(int index, int count, double pixelSizeUm) =>
        (index <= count / 2 ? index : index - count) / (count * pixelSizeUm);
}
