using CellCluster.Imaging;

namespace CellCluster.Pipeline;

/// <summary>Draws fields for people: a plane stretched to its contrast, made smaller, with the outlines of objects in colour.</summary>
public static class FieldPicture
{
    private const double Dark = 0.005; // quantiles that become black and white
    private const double Bright = 0.995;

    /// <summary>Renders one field.</summary>
    /// <param name="plane">Raw or predicted.</param>
    /// <param name="labels">Objects whose outlines are drawn; null: none. Same size as the plane.</param>
    /// <param name="largestSidePx">The picture's longer side at most.</param>
    /// <param name="outline">Colour of outlines.</param>
    /// <returns>Height, width and row-major RGB bytes.</returns>
    public static (int Height, int Width, byte[] Rgb) Render(Plane plane, Plane<uint>? labels, int largestSidePx, (byte R, byte G, byte B) outline)
    {
        ArgumentNullException.ThrowIfNull(plane);
        double scale = Math.Min(1, (double)largestSidePx / Math.Max(plane.Height, plane.Width));
        (int height, int width) = Resampling.SizeFor(plane.Height, plane.Width, scale);
        using Plane<float> full = plane.ToFloat();
        using var small = Plane<float>.Rent(height, width);
        Resampling.Apply(full, small, Enlarging.Bilinear);
        Span<double> range = stackalloc double[2];
        Quantiles.Of(small.Pixels, [Dark, Bright], range);
        double factor = range[1] > range[0] ? 255 / (range[1] - range[0]) : 0;
        byte[] rgb = new byte[height * width * 3];
        for (int i = 0; i < small.PixelCount; i++)
        {
            byte grey = (byte)Math.Clamp((small.Pixels[i] - range[0]) * factor, 0, 255);
            rgb[3 * i] = rgb[(3 * i) + 1] = rgb[(3 * i) + 2] = grey;
        }
        if (labels is not null)
        {
            DrawOutlines(rgb, height, width, labels, outline);
        }
        return (height, width, rgb);
    }

    // A pixel of the picture is outline when the object under it differs from its right or lower neighbour's.
    private static void DrawOutlines(byte[] rgb, int height, int width, Plane<uint> labels, (byte R, byte G, byte B) outline)
    {
        for (int y = 0; y < height; y++)
        {
            for (int x = 0; x < width; x++)
            {
                uint here = At(x, y);
                uint right = At(Math.Min(x + 1, width - 1), y);
                uint below = At(x, Math.Min(y + 1, height - 1));
                if (here != right || here != below)
                {
                    int i = 3 * ((y * width) + x);
                    (rgb[i], rgb[i + 1], rgb[i + 2]) = outline;
                }
            }
        }

        uint At(int x, int y) => labels[(int)((y + 0.5) * labels.Height / height), (int)((x + 0.5) * labels.Width / width)];
    }
}
