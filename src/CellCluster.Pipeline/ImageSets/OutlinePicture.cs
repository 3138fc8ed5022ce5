using CellCluster.Imaging;

namespace CellCluster.Pipeline;

/// <summary>Draws an image with the outlines of its objects, so that a person sees what was counted.</summary>
/// <remarks>Grey levels between the 0.5 % and 99.8 % quantiles go from black to white, with a gamma of 0.7 that shows dim objects. Small images are
/// enlarged by a whole factor, so that a line of one pixel hides little. Every object has a closed line of its own along its inner rim, in
/// one of six colours by its id, so that objects that touch can be told apart.</remarks>
public static class OutlinePicture
{
    private const double Dark = 0.005;
    private const double Bright = 0.998;
    private const double Gamma = 0.7;
    private const int LeastSidePx = 1000;

    private static readonly (byte R, byte G, byte B)[] s_colours = [(255, 221, 0), (0, 229, 255), (255, 92, 92), (120, 255, 90), (255, 120, 255), (255, 160, 40)];

    /// <summary>Renders one image.</summary>
    /// <param name="plane">Finite where it counts; other pixels are black.</param>
    /// <param name="labels">Objects; same size.</param>
    /// <returns>The picture; the receiver disposes it.</returns>
    public static RgbPicture Render(Plane<float> plane, Plane<uint> labels)
    {
        ArgumentNullException.ThrowIfNull(plane);
        ArgumentNullException.ThrowIfNull(labels);
        int factor = Math.Max(1, LeastSidePx / Math.Max(plane.Height, plane.Width));
        (int height, int width) = (plane.Height * factor, plane.Width * factor);
        Span<double> range = stackalloc double[2];
        Quantiles.Of(plane.Pixels, [Dark, Bright], range);
        double scale = range[1] > range[0] ? 1 / (range[1] - range[0]) : 0;
        var picture = new RgbPicture(height, width);
        Span<byte> rgb = picture.Pixels;
        for (int y = 0; y < height; y++)
        {
            for (int x = 0; x < width; x++)
            {
                int i = 3 * ((y * width) + x);
                uint id = labels[y / factor, x / factor];
                if (id != 0 && IsRim(id, x, y))
                {
                    (rgb[i], rgb[i + 1], rgb[i + 2]) = s_colours[(int)(id % (uint)s_colours.Length)];
                    continue;
                }
                double level = Math.Clamp((plane[y / factor, x / factor] - range[0]) * scale, 0, 1);
                rgb[i] = rgb[i + 1] = rgb[i + 2] = double.IsNaN(level) ? (byte)0 : (byte)Math.Round(255 * Math.Pow(level, Gamma));
            }
        }
        return picture;

        bool IsRim(uint id, int x, int y) => Differs(id, x - 1, y) || Differs(id, x + 1, y) || Differs(id, x, y - 1) || Differs(id, x, y + 1);

        bool Differs(uint id, int x, int y) => x >= 0 && y >= 0 && x < width && y < height && labels[y / factor, x / factor] != id;
    }
}
