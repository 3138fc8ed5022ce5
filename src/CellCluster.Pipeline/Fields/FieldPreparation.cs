using CellCluster.Imaging;

namespace CellCluster.Pipeline;

/// <summary>Turns a raw plane into the network's input: illumination correction, pixel size, frozen normalisation; all on the whole plane, before it is tiled.</summary>
/// <param name="normalisation">What the model card asks for.</param>
/// <param name="workingSize">(height, width) after pixel-size correction; null: the plane's own.</param>
/// <param name="sigmaScale">Pixels of the plate's planes per pixel of the model's training planes: the illumination sigma is multiplied by it.</param>
public sealed class FieldPreparation(InputNormalisation normalisation, (int Height, int Width)? workingSize, double sigmaScale)
{
    /// <summary>The raw plane as float, corrected for uneven illumination where the model asks for it, in grey levels. The caller drops it.</summary>
    public Plane<float> Correct(Plane raw)
    {
        ArgumentNullException.ThrowIfNull(raw);
        Plane<float> plane = raw.ToFloat();
        if (normalisation.Illumination == IlluminationCorrection.WideGaussian)
        {
            IlluminationFlattening.Apply(plane, normalisation.IlluminationSigmaPx * sigmaScale, plane);
        }
        return plane;
    }

    /// <summary>The network's input for a raw plane, (height, width) of the working size. The caller drops it.</summary>
    public Plane<float> Prepare(Plane raw, FrozenNormalisation frozen)
    {
        ArgumentNullException.ThrowIfNull(frozen);
        Plane<float> plane = Correct(raw);
        if (workingSize is { } size && size != (plane.Height, plane.Width))
        {
            var resampled = Plane<float>.Rent(size.Height, size.Width);
            Resampling.Apply(plane, resampled);
            plane.Dispose();
            plane = resampled;
        }
        float median = (float)frozen.Median;
        float factor = (float)(1 / frozen.Scale);
        foreach (ref float pixel in plane.Pixels)
        {
            // NaN and infinities of float planes become the median: they would spread over the whole receptive field.
            pixel = float.IsFinite(pixel) ? (pixel - median) * factor : 0;
        }
        return plane;
    }
}
