using CellCluster.Imaging;
using CellCluster.Plates;

namespace CellCluster.TestKit;

/// <summary>A plate of bright disks on a dark ground, written as <c>B03_f01.tif</c>: its fields are their own ideal prediction.</summary>
/// <remarks>Every field is made from its key alone: the number of disks is known, and two plates made alike are equal.</remarks>
public sealed class BlobPlate
{
    private const int Ground = 400;
    private const int Height = 3000;

    /// <summary>Writes a plate.</summary>
    /// <param name="folder">Made where it is not there.</param>
    /// <param name="wellCount">Wells A01, A02, …</param>
    /// <param name="fieldsPerWell">Fields 1, 2, …</param>
    /// <param name="size">Height and width, px.</param>
    public BlobPlate(string folder, int wellCount = 3, int fieldsPerWell = 2, int size = 200)
    {
        Folder = folder;
        Size = size;
        Directory.CreateDirectory(folder);
        var keys = new List<FieldKey>();
        for (int well = 0; well < wellCount; well++)
        {
            for (int field = 1; field <= fieldsPerWell; field++)
            {
                var key = new FieldKey(1, new WellId(well / 12, well % 12), new FieldIndex(field));
                keys.Add(key);
                using Plane<ushort> plane = Field(key);
                ImageFile.WriteTiff(PathOf(key), plane);
            }
        }
        Keys = keys;
    }

    /// <summary>The pattern that names its files.</summary>
    public const string Pattern = "{well}_f{field}.tif";

    /// <summary>Where it lies.</summary>
    public string Folder { get; }

    /// <summary>Height and width of a field, px.</summary>
    public int Size { get; }

    /// <summary>Its fields.</summary>
    public IReadOnlyList<FieldKey> Keys { get; }

    /// <summary>Disks in a field: 3 to 9, by its key.</summary>
    public static int DiskCount(FieldKey key) => 3 + (((key.Well.Row * 5) + (key.Well.Column * 3) + key.Field.Value) % 7);

    /// <summary>The file of a field.</summary>
    public string PathOf(FieldKey key) => Path.Combine(Folder, $"{key.Well}_f{key.Field}.tif");

    // Disks of radius 8 on a grid of 9 places, with a fixed texture of a few grey levels so that nothing is constant.
    private Plane<ushort> Field(FieldKey key)
    {
        var plane = new Plane<ushort>(Size, Size);
        for (int y = 0; y < Size; y++)
        {
            for (int x = 0; x < Size; x++)
            {
                plane[y, x] = (ushort)(Ground + (((x * 7) + (y * 13)) % 11));
            }
        }
        for (int disk = 0; disk < DiskCount(key); disk++)
        {
            int cy = (Size / 6) + (disk / 3 * Size / 3);
            int cx = (Size / 6) + (disk % 3 * Size / 3);
            for (int y = cy - 8; y <= cy + 8; y++)
            {
                for (int x = cx - 8; x <= cx + 8; x++)
                {
                    if (((y - cy) * (y - cy)) + ((x - cx) * (x - cx)) <= 64)
                    {
                        plane[y, x] += Height;
                    }
                }
            }
        }
        return plane;
    }
}
