namespace CellCluster.Imaging.Tests.Morphology;

/// <summary>Masks and label images drawn by hand.</summary>
internal static class DrawnMask
{
    /// <summary>Pixels within a radius of any centre.</summary>
    public static Plane<byte> Disks(int height, int width, double radius, params (double Y, double X)[] centres)
    {
        var mask = new Plane<byte>(height, width);
        for (int i = 0; i < mask.PixelCount; i++)
        {
            (int y, int x) = (i / width, i % width);
            mask.Buffer[i] = centres.Any(c => ((y - c.Y) * (y - c.Y)) + ((x - c.X) * (x - c.X)) <= radius * radius) ? (byte)255 : (byte)0;
        }
        return mask;
    }

    /// <summary>Rows of text: a digit is an id, anything else background.</summary>
    public static Plane<uint> Labels(params string[] rows) =>
        new(rows.Length, rows[0].Length, [.. rows.SelectMany(row => row.Select(c => char.IsAsciiDigit(c) ? (uint)(c - '0') : 0))]);
}
