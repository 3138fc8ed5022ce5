using CellCluster.Imaging;

namespace CellCluster.TestKit;

/// <summary>What happens to files on their way from a microscope.</summary>
public static class PlateDamage
{
    /// <summary>Cuts the file in half.</summary>
    public static void Truncate(string path)
    {
        byte[] whole = File.ReadAllBytes(path);
        File.WriteAllBytes(path, whole[..(whole.Length / 2)]);
    }

    /// <summary>Writes a plane of one grey level and of the given size.</summary>
    public static void Blank(string path, int size)
    {
        using var plane = new Plane<ushort>(size, size);
        plane.Pixels.Fill(512);
        ImageFile.WriteTiff(path, plane);
    }

    /// <summary>Writes a plane of the disk plate's ground without disks: in focus, no cells.</summary>
    public static void RemoveDisks(string path, int size)
    {
        using var plane = new Plane<ushort>(size, size);
        for (int y = 0; y < size; y++)
        {
            for (int x = 0; x < size; x++)
            {
                plane[y, x] = (ushort)(400 + (((x * 7) + (y * 13)) % 11));
            }
        }
        ImageFile.WriteTiff(path, plane);
    }

    /// <summary>Writes a TIFF header of 100,000 x 100,000 pixels and no pixels.</summary>
    public static void ClaimAbsurdSize(string path)
    {
        using var writer = new BinaryWriter(File.Create(path));
        writer.Write("II*\0"u8);
        writer.Write(8);
        (ushort Tag, ushort Type, int Value)[] entries =
        [
            (256, 4, 100_000), (257, 4, 100_000), (258, 3, 16), (259, 3, 1), (262, 3, 1), (273, 4, 8), (277, 3, 1), (278, 4, 100_000), (279, 4, 1000),
        ];
        writer.Write((ushort)entries.Length);
        foreach ((ushort tag, ushort type, int value) in entries)
        {
            writer.Write(tag);
            writer.Write(type);
            writer.Write(1);
            writer.Write(value);
        }
        writer.Write(0);
    }
}
