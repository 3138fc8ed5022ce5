using CsCheck;
using static CellCluster.Imaging.Tests.Codecs.PlaneValues;

namespace CellCluster.Imaging.Tests.Codecs;

/// <summary>Every kind of PNG that is read, on files written chunk by chunk.</summary>
public class PngReadTests
{
    private static readonly int[] s_sizes = [1, 2, 3, 7, 8, 9, 15, 16, 17, 40];

    [Fact]
    public void Grey_OfAnySizeAndDepth_IsWhatWasWritten() => (
        from height in Gen.Int[0, s_sizes.Length - 1]
        from width in Gen.Int[0, s_sizes.Length - 1]
        from depth in Gen.Int[0, 4]
        from interlaced in Gen.Bool
        from small in Gen.Bool
        from seed in Gen.UInt
        select new TestPng
        {
            Height = s_sizes[height],
            Width = s_sizes[width],
            Bits = 1 << depth,
            Interlaced = interlaced,
            DataChunkBytes = small ? 7 : 10_000,
            Value = (y, x, _) => (((uint)y * 2654435761u) ^ ((uint)x * 40503u) ^ seed) * 2246822519u >> (32 - (1 << depth)),
        }).Sample(
        png =>
        {
            (PixelType type, int height, int width, uint[] values) = Read(png.Build());
            Assert.Equal((png.Bits == 16 ? PixelType.UInt16 : PixelType.UInt8, png.Height, png.Width), (type, height, width));
            uint scale = png.Bits < 8 ? 255u / ((1u << png.Bits) - 1) : 1;
            for (int i = 0; i < values.Length; i++)
            {
                Assert.Equal(png.Value(i / width, i % width, 0) * scale, values[i]);
            }
        },
        iter: 300,
        seed: "0000codecs02",
        threads: 1);

    [Theory]
    [InlineData(2, 8)]
    [InlineData(2, 16)]
    [InlineData(6, 8)]
    [InlineData(6, 16)]
    [InlineData(4, 8)]
    [InlineData(4, 16)]
    public void EqualColours_WithAnyAlpha_AreOnePlane(int colour, int bits)
    {
        var png = new TestPng { Colour = colour, Bits = bits, Value = (y, x, s) => (uint)(s == 3 || (colour == 4 && s == 1) ? 200 * x : (y * 50) + x) & 255 };
        Assert.Equal([0u, 1u, 2u, 3u, 4u, 50u], Read(png.Build()).Values[..6]);
        ImageHeader header = ImageFile.ReadHeader(png.Build(), "image");
        Assert.Equal((ImageFormat.Png, 3, 5, 1), (header.Format, header.Height, header.Width, header.PageCount));
    }

    [Fact]
    public void Rgba_Coloured_IsRefusedAndReadByChannelOrLuminance()
    {
        byte[] file = new TestPng { Colour = 6, Value = (_, _, s) => s == 3 ? 255u : 100u * (uint)s }.Build();
        Assert.Equal(ImageFault.Colour, Refusal(file).Code);
        for (int s = 0; s < 3; s++)
        {
            Assert.Equal(100u * (uint)s, Read(file, new ReadOptions { Channel = s }).Values[14]);
        }
        Assert.Equal(255u, Read(file, new ReadOptions { Channel = 3 }).Values[0]);
        Assert.Equal(ImageFault.Unsupported, Refusal(file, new ReadOptions { Channel = 4 }).Code);
        Assert.Equal(82u, Read(file, new ReadOptions { Colour = ColourPolicy.Luminance }).Values[0]);
        byte[] greyAlpha = new TestPng { Colour = 4, Value = (_, _, s) => 9u + (uint)s }.Build();
        Assert.Equal(10u, Read(greyAlpha, new ReadOptions { Channel = 1 }).Values[0]);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(4)]
    [InlineData(8)]
    public void GreyPalette_WithTransparency_GivesItsGreyLevels(int bits)
    {
        int count = 1 << bits;
        byte[] palette = [.. Enumerable.Range(0, count * 3).Select(i => (byte)(250 - (i / 3)))];
        var png = new TestPng { Colour = 3, Bits = bits, Palette = palette, Value = (y, x, _) => (uint)((y + x) % count) };
        uint[] expected = [.. Enumerable.Range(0, 15).Select(i => 250u - (uint)(((i / 5) + (i % 5)) % count))];
        Assert.Equal(expected, Read(png.Build()).Values);
        palette[0] = 0;
        Assert.Equal(ImageFault.Colour, Refusal(png.Build()).Code);
    }

    [Fact]
    public void OtherChunks_Ignored_ChangeNoGreyLevel()
    {
        var png = new TestPng();
        byte[] gamma = TestPng.Chunk("gAMA"u8, [0, 0, 0x27, 0x10]);
        byte[] animation = TestPng.Chunk("acTL"u8, [0, 0, 0, 9, 0, 0, 0, 0]);
        Assert.Equal(Read(png.Build()).Values, Read((png with { Before = [.. gamma, .. animation] }).Build()).Values);
        Assert.Equal(ImageFault.Unsupported, Refusal((png with { Before = TestPng.Chunk("ABCD"u8, []) }).Build()).Code);
    }

    [Fact]
    public void CompressedData_CutWithRightChecksums_IsRefusedAtEveryLength()
    {
        var png = new TestPng { Height = 40, Width = 30, Value = (y, x, _) => (uint)(y * x * 7919) & 255 };
        int length = png.Build().Length;
        Assert.Equal(1200, Read(png.Build()).Values.Length);
        for (int missing = 1; missing < length - 70; missing += 13)
        {
            Assert.Contains(Refusal((png with { MissingDataBytes = missing }).Build()).Code, new[] { ImageFault.Corrupt, ImageFault.Truncated });
        }
    }

    [Theory]
    [InlineData(100_000, 100_000, ImageFault.TooLarge)]
    [InlineData(20_000, 20_000, ImageFault.Truncated)]
    public void AbsurdSize_Refused_BeforeMemoryIsTaken(int height, int width, ImageFault expected)
    {
        byte[] file = new TestPng().Build();
        byte[] header = [.. "IHDR"u8, 0, 0, 0, 0, 0, 0, 0, 0, 8, 0, 0, 0, 0];
        System.Buffers.Binary.BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), width);
        System.Buffers.Binary.BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(8), height);
        TestPng.Chunk("IHDR"u8, header[4..]).CopyTo(file, 8);
        Refusal(file);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Equal(expected, Refusal(file).Code);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 200_000);
    }
}
