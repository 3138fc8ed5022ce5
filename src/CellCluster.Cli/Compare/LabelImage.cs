using CellCluster.Imaging;

namespace CellCluster.Cli;

/// <summary>Reads a label image: ids of objects, or a mask whose touching pixels are one object.</summary>
/// <remarks>16- and 32-bit integers are ids. 8-bit planes with a single value above 0 are masks (objects touch at edges or corners), else ids.</remarks>
internal static class LabelImage
{
    /// <summary>The plane, pooled; the caller disposes it.</summary>
    /// <exception cref="ImageFormatException">It cannot be read.</exception>
    /// <exception cref="InvalidDataException">It holds no labels.</exception>
    public static Plane<uint> Read(string path)
    {
        using Plane plane = ImageFile.Read(path);
        switch (plane)
        {
            case Plane<uint> ids:
                return ids.Retain();
            case Plane<ushort> words:
                return Ids(words, static value => value);
            case Plane<byte> bytes when bytes.Pixels.ToArray().Where(static value => value > 0).Distinct().Skip(1).Any():
                return Ids(bytes, static value => value);
            case Plane<byte> mask:
                Plane<uint> labels = Plane<uint>.Rent(mask.Height, mask.Width);
                ConnectedComponents.Label(mask, labels);
                return labels;
            default:
                throw new InvalidDataException("found float pixels, expected a label image of whole numbers");
        }
    }

    private static Plane<uint> Ids<T>(Plane<T> plane, Func<T, uint> convert)
        where T : unmanaged
    {
        Plane<uint> labels = Plane<uint>.Rent(plane.Height, plane.Width);
        for (int i = 0; i < labels.PixelCount; i++)
        {
            labels.Buffer[i] = convert(plane.Buffer[i]);
        }
        return labels;
    }
}
