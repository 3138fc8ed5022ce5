using System.Buffers.Binary;
using CellCluster.Imaging;

namespace CellCluster.TestKit;

/// <summary>Images of bright disks whose number is known, as files of every kind that a folder may hold.</summary>
public static class DiskImages
{
    /// <summary>Radius of a disk, px.</summary>
    public const int RadiusPx = 8;

    /// <summary>Disks on a grid of three columns over a fixed texture of a few grey levels.</summary>
    public static Plane<ushort> Grey(int diskCount, int size = 160, int ground = 400, int height = 3000)
    {
        var plane = new Plane<ushort>(size, size);
        for (int y = 0; y < size; y++)
        {
            for (int x = 0; x < size; x++)
            {
                plane[y, x] = (ushort)(ground + (((x * 7) + (y * 13)) % 11) + (IsDisk(diskCount, size, y, x) ? height : 0));
            }
        }
        return plane;
    }

    /// <summary>An RGB PNG: as many disks in each colour as are asked for, of which the luminance shows all (they lie at the same places).</summary>
    public static void WriteColourPng(string path, int redCount, int greenCount, int blueCount, int size = 160)
    {
        byte[] rgb = new byte[size * size * 3];
        for (int y = 0; y < size; y++)
        {
            for (int x = 0; x < size; x++)
            {
                int i = 3 * ((y * size) + x);
                byte ground = (byte)(20 + (((x * 7) + (y * 13)) % 5));
                rgb[i] = (byte)(ground + (IsDisk(redCount, size, y, x) ? 150 : 0));
                rgb[i + 1] = (byte)(ground + (IsDisk(greenCount, size, y, x) ? 150 : 0));
                rgb[i + 2] = (byte)(ground + (IsDisk(blueCount, size, y, x) ? 150 : 0));
            }
        }
        ImageFile.WritePngRgb(path, size, size, rgb);
    }

    /// <summary>A TIFF with a page per plane: channels as most microscopes export them.</summary>
    public static void WritePages(string path, params Plane<ushort>[] pages)
    {
        ArgumentNullException.ThrowIfNull(pages);
        using var file = new MemoryStream();
        file.Write([(byte)'I', (byte)'I', 42, 0, 0, 0, 0, 0]);
        long link = 4;
        foreach (Plane<ushort> page in pages)
        {
            uint pixelsAt = (uint)file.Position;
            file.Write(System.Runtime.InteropServices.MemoryMarshal.AsBytes(page.Pixels));
            uint directoryAt = (uint)file.Position;
            WriteDirectory(file, page, pixelsAt);
            long end = file.Position;
            file.Position = link;
            file.Write(Bytes(directoryAt));
            file.Position = end;
            link = end - 4;
        }
        File.WriteAllBytes(path, file.ToArray());
    }

    /// <summary>A TIFF of three interleaved samples of 8 or 16 bits, with as many disks in each as are asked for.</summary>
    /// <param name="path">The file.</param>
    /// <param name="bits">8 or 16.</param>
    /// <param name="description">Its ImageDescription, of more than 4 bytes; null for none.</param>
    /// <param name="first">Disks in sample 1.</param>
    /// <param name="second">Disks in sample 2.</param>
    /// <param name="third">Disks in sample 3.</param>
    /// <param name="size">Height and width, px.</param>
    public static void WriteSamples(string path, int bits, string? description, int first, int second, int third, int size = 160)
    {
        int bytes = bits / 8;
        byte[] pixels = new byte[size * size * 3 * bytes];
        int[] counts = [first, second, third];
        for (int i = 0; i < size * size * 3; i++)
        {
            (int y, int x) = (i / 3 / size, i / 3 % size);
            pixels[(i * bytes) + bytes - 1] = (byte)(20 + (((x * 7) + (y * 13)) % 5) + (IsDisk(counts[i % 3], size, y, x) ? 150 : 0)); // little-endian: the high byte
        }
        byte[] text = description is null ? [] : [.. System.Text.Encoding.ASCII.GetBytes(description), 0];
        uint textAt = (uint)(8 + pixels.Length);
        uint bitsAt = (uint)(textAt + text.Length + (text.Length % 2));
        using var file = new MemoryStream();
        file.Write([(byte)'I', (byte)'I', 42, 0, .. Bytes(bitsAt + 6), .. pixels, .. text]);
        file.Position = bitsAt;
        file.Write([(byte)bits, 0, (byte)bits, 0, (byte)bits, 0]);
        (ushort Tag, ushort Type, uint Count, uint Value)[] entries =
        [
            (256, 4, 1, (uint)size), (257, 4, 1, (uint)size), (258, 3, 3, bitsAt), (259, 4, 1, 1), (262, 4, 1, 2),
            .. description is null ? (ReadOnlySpan<(ushort, ushort, uint, uint)>)[] : [(270, 2, (uint)text.Length, textAt)],
            (273, 4, 1, 8), (277, 4, 1, 3), (278, 4, 1, (uint)size), (279, 4, 1, (uint)pixels.Length),
        ];
        file.Write([(byte)entries.Length, 0]);
        foreach ((ushort tag, ushort type, uint count, uint value) in entries)
        {
            file.Write([(byte)tag, (byte)(tag >> 8), (byte)type, 0, .. Bytes(count), .. Bytes(value)]);
        }
        file.Write(Bytes(0));
        File.WriteAllBytes(path, file.ToArray());
    }

    private static void WriteDirectory(MemoryStream file, Plane<ushort> page, uint pixelsAt)
    {
        (ushort Tag, uint Value)[] entries =
        [
            (256, (uint)page.Width), (257, (uint)page.Height), (258, 16), (259, 1), (262, 1), (273, pixelsAt), (277, 1), (278, (uint)page.Height), (279, (uint)page.PixelCount * 2),
        ];
        file.Write([(byte)entries.Length, 0]);
        foreach ((ushort tag, uint value) in entries)
        {
            file.Write([(byte)tag, (byte)(tag >> 8), 4, 0, 1, 0, 0, 0]); // LONG, one value
            file.Write(Bytes(value));
        }
        file.Write(Bytes(0));
    }

    private static byte[] Bytes(uint value)
    {
        byte[] bytes = new byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, value);
        return bytes;
    }

    private static bool IsDisk(int count, int size, int y, int x)
    {
        for (int disk = 0; disk < count; disk++)
        {
            int dy = y - ((size / 6) + (disk / 3 * size / 3));
            int dx = x - ((size / 6) + (disk % 3 * size / 3));
            if ((dy * dy) + (dx * dx) <= RadiusPx * RadiusPx)
            {
                return true;
            }
        }
        return false;
    }
}
