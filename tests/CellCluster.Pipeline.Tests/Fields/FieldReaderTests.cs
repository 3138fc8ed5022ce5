using CellCluster.Imaging;
using CellCluster.Plates;
using CellCluster.TestKit;

namespace CellCluster.Pipeline.Tests.Fields;

public class FieldReaderTests
{
    private static readonly FieldKey s_key = new(1, new WellId(1, 2), new FieldIndex(7));

    [Fact]
    public void Field_WithoutFile_IsMissing() =>
        Assert.Equal(GapCode.Missing, Read(_ => null).Code);

    [Fact]
    public void Field_WhoseFileVanished_IsMissing() =>
        Assert.Equal(GapCode.Missing, Read(folder => folder.In("gone.tif")).Code);

    [Fact]
    public void Field_CutOff_IsUnreadableAndNamesTheFile()
    {
        GapReason gap = Read(folder =>
        {
            byte[] whole = File.ReadAllBytes(Write(folder, 64, 64, noise: true));
            File.WriteAllBytes(folder.In("cut.tif"), whole[..(whole.Length / 2)]);
            return folder.In("cut.tif");
        });

        Assert.Equal(GapCode.Unreadable, gap.Code);
        Assert.Contains("cut.tif", gap.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Field_OfAnotherSize_SaysBothSizes()
    {
        GapReason gap = Read(folder => Write(folder, 32, 48, noise: true));

        Assert.Equal(GapCode.WrongSize, gap.Code);
        Assert.Contains("read 32x48, the plate's fields have 64x64", gap.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Field_Constant_IsBlank() => Assert.Equal(GapCode.Blank, Read(folder => Write(folder, 64, 64, noise: false)).Code);

    [Fact]
    public void Field_WhoseFolderVanished_BlamesTheFolder()
    {
        using var folder = new TemporaryFolder();
        string plate = Path.Combine(folder.Path, "mounted");

        PlateUnreachableException error = Assert.Throws<PlateUnreachableException>(
            () => new FieldReader(plate).Read(new FieldSource(s_key, Path.Combine(plate, "a.tif")), (64, 64)));

        Assert.Equal(plate, error.Folder);
    }

    private static GapReason Read(Func<TemporaryFolder, string?> path)
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.In("other.txt"), "so that the folder is not empty");
        FieldReading reading = new FieldReader(folder.Path).Read(new FieldSource(s_key, path(folder)), (64, 64));
        Assert.Null(reading.Plane);
        return reading.Gap!;
    }

    private static string Write(TemporaryFolder folder, int height, int width, bool noise)
    {
        using var plane = new Plane<ushort>(height, width);
        for (int i = 0; noise && i < plane.PixelCount; i++)
        {
            plane.Pixels[i] = (ushort)(i * 7919 % 4096);
        }
        ImageFile.WriteTiff(folder.In("field.tif"), plane);
        return folder.In("field.tif");
    }
}
