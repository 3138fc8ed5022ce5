using BitMiracle.LibTiff.Classic;
using CsCheck;

namespace CellCluster.Imaging.Tests.Codecs;

/// <summary>What is written is read back as it was.</summary>
public sealed class ImageWriteTests : IDisposable
{
    private static readonly int[] s_sizes = [1, 2, 15, 16, 17, 300];
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("cellcluster-write-ä");

    private string Target => Path.Combine(_folder.FullName, "bild ü.tif");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void Tiff_OfAnyPlaneAndCompression_ComesBack() => (
        from height in Gen.Int[0, s_sizes.Length - 1]
        from width in Gen.Int[0, s_sizes.Length - 1]
        from type in Gen.Int[0, 3]
        from compression in Gen.Int[0, 2]
        from predictor in Gen.Bool
        from noise in Gen.Bool
        from seed in Gen.Int
        select (s_sizes[height], s_sizes[width], (PixelType)type, (TiffCompression)compression, predictor, noise, seed)).Sample(
        t =>
        {
            (int height, int width, PixelType type, TiffCompression compression, bool predictor, bool noise, int seed) = t;
            using Plane plane = Random(height, width, type, noise, seed);
            ImageFile.WriteTiff(Target, plane, new TiffOptions { Compression = compression, Predictor = predictor });
            using Plane back = ImageFile.Read(Target);
            Assert.Equal(PlaneHash.Of(plane), PlaneHash.Of(back));
            Assert.Equal(compression.ToString().ToLowerInvariant(), ImageFile.ReadHeader(Target).Compression);
        },
        iter: 150,
        seed: "0000codecs03",
        threads: 1);

    [Theory]
    [InlineData(PixelType.UInt8)]
    [InlineData(PixelType.UInt16)]
    public void Png_OfEitherDepth_ComesBack(PixelType type)
    {
        foreach ((int height, int width) in new[] { (1, 1), (1, 17), (16, 15), (300, 200) })
        {
            using Plane plane = Random(height, width, type, noise: true, seed: 7);
            ImageFile.WritePng(Target, plane, flushToDisk: true);
            using Plane back = ImageFile.Read(Target);
            Assert.Equal(PlaneHash.Of(plane), PlaneHash.Of(back));
        }
    }

    [Fact]
    public void Png_OfFloat_IsAnArgumentError()
    {
        using var plane = new Plane<float>(2, 2);
        Assert.Throws<ArgumentException>(() => ImageFile.WritePng(Target, plane));
    }

    [Fact]
    public void PngRgb_Written_HasItsColoursInOrder()
    {
        ImageFile.WritePngRgb(Target, 1, 2, [1, 2, 3, 200, 100, 50]);
        for (int s = 0; s < 3; s++)
        {
            using var channel = (Plane<byte>)ImageFile.Read(Target, 0, s);
            Assert.Equal(s == 0 ? [1, 200] : s == 1 ? [2, 100] : new byte[] { 3, 50 }, channel.Buffer);
        }
        Assert.Throws<ArgumentException>(() => ImageFile.WritePngRgb(Target, 2, 2, new byte[11]));
    }

    [Fact]
    public void Tiff_Metadata_IsStoredForOtherReaders()
    {
        using var plane = new Plane<uint>(2, 3, [0, 1, 70_000, uint.MaxValue, 5, 6]);
        ImageFile.WriteTiff(Target, plane, new TiffOptions { Description = "0.65 µm, 細胞", PixelSizeUm = 0.65, FlushToDisk = true });
        ImageHeader header = ImageFile.ReadHeader(Target);
        Assert.Equal("0.65 µm, 細胞", header.Description);
        Assert.Equal((ImageFormat.Tiff, 2, 3, PixelType.UInt32, 1, 1), (header.Format, header.Height, header.Width, header.PixelType, header.SamplesPerPixel, header.PageCount));
        using Tiff tiff = Tiff.Open(Target, "r");
        Assert.Equal((int)ResUnit.CENTIMETER, tiff.GetField(TiffTag.RESOLUTIONUNIT)[0].ToInt());
        Assert.Equal(10_000 / 0.65, tiff.GetField(TiffTag.XRESOLUTION)[0].ToDouble(), 0.01);
    }

    [Fact]
    public void Tiff_PixelSizeWritten_IsReadBackAsResolution()
    {
        using var plane = new Plane<byte>(1, 1);
        ImageFile.WriteTiff(Target, plane, new TiffOptions { PixelSizeUm = 0.65 });

        ImageResolution resolution = ImageFile.ReadHeader(Target).Resolution!.Value;

        Assert.Equal((resolution.X, 10_000), (resolution.Y, resolution.UnitUm));
        Assert.Equal(10_000 / 0.65, resolution.X, 0.01);
    }

    [Fact]
    public void Tiff_WithoutPixelSize_HasNoResolution()
    {
        using var plane = new Plane<byte>(1, 1);
        ImageFile.WriteTiff(Target, plane);

        Assert.Null(ImageFile.ReadHeader(Target).Resolution);
    }

    [Fact]
    public void Tiff_OfANamedCamera_GivesNoResolution()
    {
        using var plane = new Plane<byte>(1, 1);
        ImageFile.WriteTiff(Target, plane, new TiffOptions { PixelSizeUm = 6.45 });
        using (Tiff tiff = Tiff.Open(Target, "r+"))
        {
            tiff.SetField(TiffTag.MAKE, "Camera Maker");
            tiff.RewriteDirectory();
        }

        Assert.Null(ImageFile.ReadHeader(Target).Resolution);
    }

    [Fact]
    public void Tiff_OverALongerFile_ReplacesIt()
    {
        File.WriteAllBytes(Target, new byte[100_000]);
        using var plane = new Plane<byte>(1, 1, [9]);
        ImageFile.WriteTiff(Target, plane);
        Assert.InRange(new FileInfo(Target).Length, 1, 1000);
        using Plane back = ImageFile.Read(Target);
        Assert.Equal(PlaneHash.Of(plane), PlaneHash.Of(back));
    }

    [Fact]
    public void Tiff_ImpossiblePixelSize_IsAnArgumentErrorAndWritesNothing()
    {
        using var plane = new Plane<byte>(1, 1);
        Assert.Throws<ArgumentException>(() => ImageFile.WriteTiff(Target, plane, new TiffOptions { PixelSizeUm = 0 }));
        Assert.False(File.Exists(Target));
    }

    [Fact]
    public void Paths_ThatAreNotThere_KeepTheirExceptions()
    {
        using var plane = new Plane<byte>(1, 1);
        Assert.Throws<FileNotFoundException>(() => ImageFile.Read(Target));
        Assert.Throws<FileNotFoundException>(() => ImageFile.ReadHeader(Target));
        Assert.Throws<DirectoryNotFoundException>(() => ImageFile.WriteTiff(Path.Combine(_folder.FullName, "no", "x.tif"), plane));
    }

    [Fact]
    public void Reads_GoodAndBad_LeaveNoPlaneBehind()
    {
        using (var plane = new Plane<ushort>(30, 40))
        {
            ImageFile.WriteTiff(Target, plane, new TiffOptions { Compression = TiffCompression.Lzw });
        }
        byte[] bad = File.ReadAllBytes(Target);
        bad.AsSpan(16, 8).Fill(0xAA); // in the compressed pixels
        Plane sound = ImageFile.Read(Target);
        sound.Dispose();
        Assert.Throws<ObjectDisposedException>(() => ((Plane<ushort>)sound).Buffer);
        Assert.Throws<ImageFormatException>(() => ImageFile.Read(bad, "bad"));
    }

    private static Plane Random(int height, int width, PixelType type, bool noise, int seed)
    {
        var random = new Random(seed);
        uint Next(int i) => noise ? (uint)random.NextInt64(1L << 32) : (uint)(i * 3);
        switch (type)
        {
            case PixelType.UInt8:
                return new Plane<byte>(height, width, [.. Enumerable.Range(0, height * width).Select(i => (byte)Next(i))]);
            case PixelType.UInt16:
                return new Plane<ushort>(height, width, [.. Enumerable.Range(0, height * width).Select(i => (ushort)Next(i))]);
            case PixelType.UInt32:
                return new Plane<uint>(height, width, [.. Enumerable.Range(0, height * width).Select(Next)]);
            default:
                return new Plane<float>(height, width, [.. Enumerable.Range(0, height * width).Select(i => BitConverter.UInt32BitsToSingle(Next(i)))]);
        }
    }
}
