using CellCluster.Analysis;
using CellCluster.Imaging;

namespace CellCluster.Learning;

/// <summary>Segments predicted nuclei as the product does and compares them with the mask of a pair table.</summary>
/// <remarks>A mask file of 32-bit integers is a label image; any other is binary, its objects the groups of pixels that touch at edges or corners.</remarks>
internal sealed class NucleiMatcher(double? pixelSizeUm)
{
    /// <summary>Counts of one field; null where the row has no mask.</summary>
    /// <param name="field">The field.</param>
    /// <param name="predicted">Its predicted nuclei as network output; thresholds do not depend on scale and offset.</param>
    /// <exception cref="TrainingInputException">The mask cannot be read or has another size.</exception>
    public ObjectMatch? Match(TrainingField field, Plane<float> predicted)
    {
        if (field.Row.Mask is not string path)
        {
            return null;
        }
        using Plane<uint> actual = ReadLabels(path);
        if (actual.Height != field.Height || actual.Width != field.Width)
        {
            throw new TrainingInputException($"mask {path}: {actual.Height}x{actual.Width}, its field is {field.Height}x{field.Width}; both must show the same pixels");
        }
        using Segmentation found = OrganelleSegmenter.Segment(predicted, Organelle.Nuclei, options: null, pixelSizeUm);
        return ObjectMatch.Of(found.Labels, actual);
    }

    private static Plane<uint> ReadLabels(string path)
    {
        try
        {
            using Plane plane = ImageFile.Read(path);
            if (plane is Plane<uint> labels)
            {
                return labels.Retain();
            }
            using Plane<float> values = plane.ToFloat();
            using Plane<byte> mask = Plane<byte>.Rent(plane.Height, plane.Width);
            for (int i = 0; i < mask.PixelCount; i++)
            {
                mask.Buffer[i] = values.Buffer[i] > 0 ? (byte)1 : (byte)0;
            }
            Plane<uint> components = Plane<uint>.Rent(plane.Height, plane.Width);
            ConnectedComponents.Label(mask, components);
            return components;
        }
        catch (Exception fault) when (fault is IOException or ImageFormatException)
        {
            throw new TrainingInputException($"mask {path}: {fault.Message}", fault);
        }
    }
}
