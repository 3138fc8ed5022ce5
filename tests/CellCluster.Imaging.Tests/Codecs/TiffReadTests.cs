using System.Text;
using static CellCluster.Imaging.Tests.Codecs.PlaneValues;

namespace CellCluster.Imaging.Tests.Codecs;

/// <summary>Every kind of TIFF that is read, on files written byte by byte.</summary>
public class TiffReadTests
{
    private static readonly ReadOptions s_luminance = new() { Colour = ColourPolicy.Luminance };

    [Fact]
    public void MinIsWhite_Read_IsInverted()
    {
        Assert.Equal([255u, 55u], Read(new TestTiff { Height = 1, Width = 2, Photometric = 0, Value = (_, x, _) => (uint)x * 200 }.Build()).Values);
        Assert.Equal([65535u, 65335u], Read(new TestTiff { Height = 1, Width = 2, Bits = 16, Photometric = 0, Value = (_, x, _) => (uint)x * 200 }.Build()).Values);
        Assert.Equal([255u, 0u], Read(new TestTiff { Height = 1, Width = 2, Bits = 1, Photometric = 0, Value = (_, x, _) => (uint)x }.Build()).Values);
        Assert.Equal([4095u, 0u], Read(new TestTiff { Height = 1, Width = 2, Bits = 12, Photometric = 0, Value = (_, x, _) => (uint)x * 4095 }.Build()).Values);
    }

    [Fact]
    public void FewBits_Read_FillTheRangeOfEight()
    {
        Assert.Equal([0u, 255u, 0u], Read(new TestTiff { Height = 1, Width = 3, Bits = 1, Value = (_, x, _) => (uint)x & 1 }.Build()).Values);
        Assert.Equal([0u, 85u, 170u, 255u], Read(new TestTiff { Height = 1, Width = 4, Bits = 2, Value = (_, x, _) => (uint)x }.Build()).Values);
        Assert.Equal([0u, 17u, 34u], Read(new TestTiff { Height = 1, Width = 3, Bits = 4, Value = (_, x, _) => (uint)x }.Build()).Values);
    }

    [Theory]
    [InlineData(257)]
    [InlineData(256)]
    [InlineData(1)] // 8-bit values by old writers
    public void GreyPalette_OfAnyScale_GivesItsGreyLevels(int factor)
    {
        ushort[] map = [.. Enumerable.Range(0, 3 * 256).Select(i => (ushort)((255 - (i % 256)) * factor))];
        var file = new TestTiff { Photometric = 3, Palette = map, Value = (_, x, _) => (uint)x * 60 };
        Assert.Equal([255u, 195u, 135u, 75u, 15u], Read(file.Build()).Values[..5]);
    }

    [Fact]
    public void Palette_ColourInUnusedEntriesOnly_IsGrey()
    {
        ushort[] map = new ushort[3 * 16];
        map[3] = map[16 + 3] = map[32 + 3] = 0x7700;
        map[9] = 0xFF00;
        var file = new TestTiff { Bits = 4, Photometric = 3, Palette = map, Value = (_, x, _) => x == 2 ? 3u : 0u };
        Assert.Equal([0u, 0u, 0x77u, 0u, 0u], Read(file.Build()).Values[..5]);
        ImageFormatException refusal = Refusal((file with { Value = (y, x, _) => y == 2 && x == 1 ? 9u : 0u }).Build());
        Assert.Equal(ImageFault.Colour, refusal.Code);
        Assert.Contains("row 2, column 1", refusal.Message);
        Assert.Equal(76u, Read((file with { Value = (_, _, _) => 9u }).Build(), s_luminance).Values[0]); // 0.299 * 255 = 76.2
    }

    [Theory]
    [InlineData(false, 8)]
    [InlineData(true, 8)]
    [InlineData(false, 16)]
    [InlineData(true, 16)]
    public void Rgb_AllGrey_IsOnePlane(bool planar, int bits)
    {
        var file = new TestTiff { Samples = 3, Photometric = 2, Planar = planar, Bits = bits, Value = (y, x, _) => (uint)((y * 50) + x) };
        (PixelType type, _, _, uint[] values) = Read(file.Build());
        Assert.Equal(bits == 8 ? PixelType.UInt8 : PixelType.UInt16, type);
        Assert.Equal([0u, 1u, 2u, 3u, 4u, 50u], values[..6]);
    }

    [Fact]
    public void Rgb_OnePixelColoured_IsRefusedAndNamesItsPlace()
    {
        var file = new TestTiff { Samples = 3, Photometric = 2, Value = (y, x, s) => y == 1 && x == 4 ? (uint)(100 * s) : 9u };
        ImageFormatException refusal = Refusal(file.Build());
        Assert.Equal(ImageFault.Colour, refusal.Code);
        Assert.Equal("image", refusal.Path);
        Assert.Contains("row 1, column 4", refusal.Found);
        Assert.Equal(82u, Read(file.Build(), s_luminance).Values[9]); // 0.587 * 100 + 0.114 * 200 = 81.5, up
        Assert.Equal(200u, Read(file.Build(), new ReadOptions { Channel = 2 }).Values[9]);
    }

    [Fact]
    public void Alpha_OfAnyKind_IsIgnored()
    {
        var rgba = new TestTiff { Samples = 4, Photometric = 2, ExtraSamples = [2], Value = (_, x, s) => s == 3 ? (uint)x * 40 : 7u };
        Assert.All(Read(rgba.Build()).Values, v => Assert.Equal(7u, v));
        Assert.All(Read((rgba with { ExtraSamples = null }).Build()).Values, v => Assert.Equal(7u, v));
        var greyAlpha = new TestTiff { Samples = 2, ExtraSamples = [2], Value = (_, x, s) => s == 1 ? (uint)x * 40 : 7u };
        Assert.All(Read(greyAlpha.Build()).Values, v => Assert.Equal(7u, v));
    }

    [Fact]
    public void GreyWithTwoChannels_Differing_AsksForOne()
    {
        var file = new TestTiff { Samples = 2, ExtraSamples = [0], Bits = 16, Planar = true, Value = (_, x, s) => (uint)((s * 1000) + x) };
        Assert.Equal(ImageFault.Colour, Refusal(file.Build()).Code);
        Assert.Equal(ImageFault.Colour, Refusal(file.Build(), s_luminance).Code); // channels have no luminance
        Assert.Equal(1004u, Read(file.Build(), new ReadOptions { Channel = 1 }).Values[4]);
        Assert.Equal(ImageFault.Unsupported, Refusal(file.Build(), new ReadOptions { Channel = 2 }).Code);
    }

    [Fact]
    public void Signed_NonNegative_IsReadAndNegative_IsRefused()
    {
        var file = new TestTiff { Bits = 16, SampleFormat = 2, Value = (_, x, _) => (uint)x * 8000 };
        Assert.Equal((PixelType.UInt16, 32000u), (Read(file.Build()).Type, Read(file.Build()).Values[4]));
        Assert.Equal(ImageFault.Unsupported, Refusal((file with { Value = (_, _, _) => 0xFFFF }).Build()).Code);
    }

    [Theory]
    [InlineData(64, 3, 1, 1)]
    [InlineData(16, 3, 1, 1)]
    [InlineData(24, 1, 1, 1)]
    [InlineData(8, 5, 1, 1)]
    [InlineData(8, 1, 5, 1)]
    [InlineData(8, 1, 1, 50000)]
    [InlineData(32, 3, 0, 1)]
    public void Kinds_NotReadHere_AreUnsupported(int bits, int format, int photometric, int compression)
    {
        byte[] file = new TestTiff { Bits = bits == 64 ? 32 : bits, SampleFormat = format, Photometric = photometric, Compression = compression, Width = 8, RowsPerStrip = 3 }.Build();
        if (bits == 64)
        {
            file[Array.IndexOf(file, (byte)32, 8)] = 64;
        }
        Assert.Equal(ImageFault.Unsupported, Refusal(file).Code);
    }

    [Fact]
    public void Pages_OfDifferentKind_AreReadOneByOne()
    {
        byte[] file = TestTiff.Build(new TestTiff(), new TestTiff { Height = 7, Width = 2, Bits = 16, Value = (y, _, _) => (uint)y * 1000 });
        ImageHeader second = ImageFile.ReadHeader(file, "image", new ReadOptions { Page = 1 });
        Assert.Equal((2, 7, 2, PixelType.UInt16), (second.PageCount, second.Height, second.Width, second.PixelType));
        Assert.Equal(6000u, Read(file, new ReadOptions { Page = 1 }).Values[13]);
        Assert.Equal(ImageFault.Truncated, Refusal(file, new ReadOptions { Page = 2 }).Code);
        Assert.Throws<ArgumentOutOfRangeException>(() => ImageFile.Read(file, "image", new ReadOptions { Page = -1 }));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Description_Utf8OrLatin1_IsText(bool latin)
    {
        byte[] text = (latin ? Encoding.Latin1 : Encoding.UTF8).GetBytes("0.65 µm/px");
        Assert.Equal("0.65 µm/px", ImageFile.ReadHeader(new TestTiff { Description = text }.Build(), "image").Description);
        Assert.Null(ImageFile.ReadHeader(new TestTiff().Build(), "image").Description);
    }
}
