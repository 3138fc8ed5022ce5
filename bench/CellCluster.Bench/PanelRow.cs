using CellCluster.Imaging;

namespace CellCluster.Bench;

/// <summary>Pictures of one size side by side on white.</summary>
internal static class PanelRow
{
    private const int GapPx = 8;

    /// <summary>Writes RGB panels as one PNG.</summary>
    public static void Write(string path, IReadOnlyList<(int Height, int Width, byte[] Rgb)> panels)
    {
        (int height, int width, _) = panels[0];
        int joinedWidth = (panels.Count * width) + ((panels.Count - 1) * GapPx);
        byte[] joined = new byte[height * joinedWidth * 3];
        joined.AsSpan().Fill(255);
        for (int panel = 0; panel < panels.Count; panel++)
        {
            for (int y = 0; y < height; y++)
            {
                panels[panel].Rgb.AsSpan(y * width * 3, width * 3).CopyTo(joined.AsSpan(((y * joinedWidth) + (panel * (width + GapPx))) * 3));
            }
        }
        ImageFile.WritePngRgb(path, height, joinedWidth, joined);
    }
}
