using OpenCvSharp;

namespace CellCluster.Plates.Simulation;

/// <summary>Periodic noise textures that every cell of a field samples at an offset of its own.</summary>
/// <remarks>White noise band-passed by a difference of two Gaussians, mean 0, deviation 1. Index wraps at <see cref="SizePx"/>.</remarks>
internal sealed class TextureBank
{
    /// <summary>Rows and columns; a power of two.</summary>
    public const int SizePx = 512;

    /// <summary>Draws the textures of one field.</summary>
    public TextureBank(SimulationRandom random, float pixelSizeUm)
    {
        Grain = Band(random, 0.28f / pixelSizeUm, 0.8f / pixelSizeUm);
        Network = Band(random, 0.55f / pixelSizeUm, 1.1f / pixelSizeUm);
        Cloud = Band(random, 1.6f / pixelSizeUm, 5f / pixelSizeUm);
    }

    /// <summary>Granules: structure of about half a micrometre.</summary>
    public float[] Grain { get; }

    /// <summary>Its zero lines form the tubules of the ER: meshes of about two micrometres.</summary>
    public float[] Network { get; }

    /// <summary>Slow variation over several micrometres.</summary>
    public float[] Cloud { get; }

    /// <summary>Index into a texture.</summary>
    public static int Index(int y, int x) => ((y & (SizePx - 1)) * SizePx) + (x & (SizePx - 1));

    private static float[] Band(SimulationRandom random, float fineSigmaPx, float coarseSigmaPx)
    {
        float[] pixels = new float[SizePx * SizePx];
        for (int i = 0; i < pixels.Length; i++)
        {
            pixels[i] = random.QuickNormal();
        }
        int border = Math.Min(SizePx, (int)(4 * coarseSigmaPx) + 1);
        using Mat white = Mat.FromPixelData(SizePx, SizePx, MatType.CV_32FC1, pixels);
        using Mat padded = new();
        Cv2.CopyMakeBorder(white, padded, border, border, border, border, BorderTypes.Wrap);
        using Mat fine = new();
        using Mat coarse = new();
        Cv2.GaussianBlur(padded, fine, default, fineSigmaPx, fineSigmaPx);
        Cv2.GaussianBlur(padded, coarse, default, coarseSigmaPx, coarseSigmaPx);
        Cv2.Subtract(fine, coarse, fine);
        using Mat inner = new(fine, new Rect(border, border, SizePx, SizePx));
        Cv2.MeanStdDev(inner, out Scalar mean, out Scalar deviation);
        double scale = 1 / deviation.Val0;
        inner.ConvertTo(white, MatType.CV_32FC1, scale, -mean.Val0 * scale); // writes into pixels: same size and type
        return pixels;
    }
}
