using System.Diagnostics.CodeAnalysis;

namespace CellCluster.Imaging.Tests.Codecs;

/// <summary>Whatever happens to a file, the outcome is a plane or an <see cref="ImageFormatException"/>, nothing else.</summary>
public class DamageFuzzTests
{
    private const int Seed = 20_240_611;

    public static TheoryData<string> Kinds => [.. Files.Keys];

    private static Dictionary<string, Func<byte[]>> Files { get; } = new(StringComparer.Ordinal)
    {
        ["stored"] = () => new TestTiff { Height = 20, Width = 17, Bits = 16 }.Build(),
        ["big, tiles, planar"] = () => new TestTiff { Height = 20, Width = 17, Samples = 3, Planar = true, Tile = 16, Big = true, BigEndian = true }.Build(),
        ["deflate, float"] = () => new TestTiff { Height = 20, Width = 17, Bits = 32, SampleFormat = 3, Compression = 8, Predictor = 3 }.Build(),
        ["packbits, rgb"] = () => new TestTiff { Height = 20, Width = 17, Samples = 3, Photometric = 2, Compression = 32773 }.Build(),
        ["palette"] = () => new TestTiff { Height = 9, Width = 17, Bits = 4, Photometric = 3, Palette = new ushort[48] }.Build(),
        ["pages"] = () => TestTiff.Build(new TestTiff(), new TestTiff { Bits = 12 }, new TestTiff { Bits = 1 }),
        ["lzw"] = () => Written(path => WriteRamp(path, new TiffOptions { Compression = TiffCompression.Lzw })),
        ["jpeg"] = () => TestJpegTiff.Build(32, 40),
        ["png grey"] = () => new TestPng { Height = 20, Width = 17, Bits = 16 }.Build(),
        ["png rgba, interlaced"] = () => new TestPng { Height = 20, Width = 17, Colour = 6, Interlaced = true }.Build(),
        ["png palette"] = () => new TestPng { Height = 20, Width = 17, Colour = 3, Bits = 4, Palette = new byte[48], Value = (_, x, _) => (uint)x & 15 }.Build(),
    };

    [Theory]
    [MemberData(nameof(Kinds))]
    public void File_CutAnywhere_IsRefused(string kind)
    {
        byte[] whole = Files[kind]();
        AssertSound(whole);
        for (int length = 0; length < whole.Length; length += whole.Length > 2000 ? 7 : 1)
        {
            byte[] cut = whole[..length];
            Exception? fault = Outcome(cut, new ReadOptions { Page = kind == "pages" ? 2 : 0 }); // of several pages, the last is cut first
            Assert.True(fault is ImageFormatException, $"{kind} cut to {length} of {whole.Length} bytes: {fault?.ToString() ?? "was read"}");
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void File_WithBytesChanged_IsReadOrRefused(string kind)
    {
        byte[] whole = Files[kind]();
        var random = new Random(Seed);
        for (int round = 0; round < 400; round++)
        {
            byte[] damaged = [.. whole];
            for (int changes = random.Next(1, 5); changes > 0; changes--)
            {
                // half of the changes hit the first 200 bytes: headers and tables
                int at = random.Next(random.Next(2) == 0 ? Math.Min(200, whole.Length) : whole.Length);
                damaged[at] = random.Next(3) switch { 0 => 0xFF, 1 => 0, _ => (byte)random.Next(256) };
            }
            Exception? fault = Outcome(damaged);
            Assert.True(fault is null or ImageFormatException, $"{kind}, seed {Seed}, round {round}: {fault}");
        }
    }

    private static void AssertSound(byte[] file) => Assert.Null(Outcome(file, new ReadOptions { Channel = 0 }));

    [SuppressMessage("Design", "CA1031", Justification = "the test is about which exceptions come")]
    private static Exception? Outcome(byte[] file, ReadOptions? options = null)
    {
        try
        {
            ImageFile.Read(file, "image", options ?? new ReadOptions { Colour = ColourPolicy.Luminance }).Dispose();
            return null;
        }
        catch (Exception e)
        {
            return e;
        }
    }

    private static void WriteRamp(string path, TiffOptions options)
    {
        using var plane = new Plane<ushort>(20, 17);
        for (int i = 0; i < plane.PixelCount; i++)
        {
            plane.Buffer[i] = (ushort)(i * 97);
        }
        ImageFile.WriteTiff(path, plane, options);
    }

    private static byte[] Written(Action<string> write)
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("cellcluster-fuzz");
        string path = Path.Combine(folder.FullName, "image");
        write(path);
        byte[] bytes = File.ReadAllBytes(path);
        folder.Delete(recursive: true);
        return bytes;
    }
}
