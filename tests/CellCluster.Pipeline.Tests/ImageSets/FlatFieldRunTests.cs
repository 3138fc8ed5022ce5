using CellCluster.Analysis;
using CellCluster.Imaging;
using CellCluster.TestKit;

namespace CellCluster.Pipeline.Tests.ImageSets;

/// <summary>Images of disks of one brightness under light that falls to 0.4 at the right border, over a dark level of 100.</summary>
public sealed class FlatFieldRunTests : IDisposable
{
    private const int Dark = 100;
    private readonly ImageSetFolder _set = new();

    public void Dispose() => _set.Dispose();

    [Fact]
    public void Run_UnevenLight_IsLearnedAndTakenOutOfEveryNumber()
    {
        WriteMany(10);

        ImageSetEnd end = _set.Run(Corrected);

        using var gain = (Plane<float>)ImageFile.Read(_set.In("out/flat_field.tif"));
        float left = gain[80, 20];
        for (int x = 0; x < gain.Width; x += 8)
        {
            // 0.05: disks cover a tenth of the blocks, and the gain is a Gaussian of 64 px in a plane of 160.
            Assert.Equal(Light(x) / Light(20), gain[80, x] / left, 0.05);
        }
        FlatFieldRecord field = end.Survey!.FlatField!;
        Assert.Equal((10, 100.0), (field.ImageCount, field.DarkLevel));
        Assert.True(field.SmallestGain < 0.75 && field.LargestGain > 1.2, field.ToString());
        Assert.Empty(end.Gaps);
        Assert.All(_set.Column("flat_field_clamped_pixels"), text => Assert.Equal("0", text));
        double[] corrected = Brightness("out");
        _set.Run(with: options => options with { Out = _set.In("raw") });
        double[] raw = Brightness("raw");
        Assert.True(Spread(raw) > 1.6, $"the light must show without correction: {Spread(raw)}");
        Assert.True(Spread(corrected) < 1.15, $"disks of one brightness differ by {Spread(corrected)}");
        Assert.Equal("", _set.Column("flat_field_clamped_pixels", "raw")[0]);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public void Run_AnyNumberOfWorkers_GivesTheSameBytes(int workers)
    {
        WriteMany(9);
        Func<ImageSetOptions, ImageSetOptions> both = options => Corrected(options) with { SharedThreshold = LevelMethod.Otsu };
        _set.Run(options => both(options) with { Out = _set.In("one") }, workers: 1);

        _set.Run(both, workers);

        _set.AssertSameFiles("one", "out");
        Assert.True(File.Exists(_set.In("out/flat_field.tif")));
    }

    [Fact]
    public void Run_WithSharedThreshold_FindsTheLevelOnCorrectedPlanes()
    {
        WriteMany(10);

        ImageSetEnd end = _set.Run(options => Corrected(options) with { SharedThreshold = LevelMethod.Otsu });

        Assert.Equal(10, end.Survey!.Level!.ImageCount);
        using var gain = (Plane<float>)ImageFile.Read(_set.In("out/flat_field.tif"));
        using var all = new Plane<float>(10 * 160, 160);
        for (int i = 0; i < 10; i++)
        {
            using var raw = (Plane<ushort>)ImageFile.Read(_set.In($"images/{i}.tif"));
            for (int pixel = 0; pixel < raw.PixelCount; pixel++)
            {
                all.Pixels[(i * 160 * 160) + pixel] = (raw.Pixels[pixel] - (float)Dark) / gain.Pixels[pixel];
            }
        }
        Assert.Equal(GlobalThreshold.Find(all, LevelMethod.Otsu).Value, end.Survey.Level.Value);
    }

    [Fact]
    public void Run_PixelsBelowTheDarkLevel_AreCounted()
    {
        WriteMany(8);
        using (var first = (Plane<ushort>)ImageFile.Read(_set.In("images/0.tif")))
        {
            first[0, 0] = first[5, 7] = first[159, 159] = Dark - 1;
            ImageFile.WriteTiff(_set.In("images/0.tif"), first);
        }

        _set.Run(Corrected);

        Assert.Equal(["3", "0"], _set.Column("flat_field_clamped_pixels")[..2]);
    }

    [Fact]
    public void Run_ImageOfAnotherSize_IsAGapThatSaysSo()
    {
        WriteMany(8);
        using (var other = new Plane<ushort>(40, 50))
        {
            other[3, 3] = 9;
            ImageFile.WriteTiff(_set.In("images/other.tif"), other);
        }

        ImageSetEnd end = _set.Run(Corrected);

        Assert.Equal("other.tif: wrong-size: found 40x50 px, the flat field is one of 160x160, the size of most images; segment other sizes by themselves", Assert.Single(end.Gaps));
        Assert.Equal(8, end.DoneCount);
    }

    [Fact]
    public void Run_TooFewImages_IsRefusedWithTheNumberAndLeavesNothing()
    {
        WriteMany(7);
        using (var dark = new Plane<ushort>(160, 160))
        {
            ImageFile.WriteTiff(_set.In("images/dark.tif"), dark);
        }

        ImageSetException refusal = Assert.Throws<ImageSetException>(() => _set.Run(Corrected));

        Assert.Contains("found 7 images of 160x160 px with light (1 without or not readable, 0 of other sizes), a flat field is learned from 8 or more", refusal.Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_set.In("out")));
    }

    [Fact]
    public void Run_AgainWithAnotherImage_DoesEverythingAnew()
    {
        WriteMany(8);
        string before = _set.Run(Corrected).Survey!.FlatField!.GainSha256;
        Assert.Equal(8, _set.Run(Corrected).KeptCount);

        Write(9);
        ImageSetEnd more = _set.Run(Corrected);

        Assert.NotEqual(before, more.Survey!.FlatField!.GainSha256);
        Assert.Equal((9, 0), (more.DoneCount, more.KeptCount));
        _set.Run(options => Corrected(options) with { Out = _set.In("anew") });
        _set.AssertSameFiles("anew", "out");
    }

    [Fact]
    public void Run_FlatFieldFileGone_IsWrittenAgainAndResultsStay()
    {
        WriteMany(8);
        _set.Run(Corrected);
        File.Delete(_set.In("out/flat_field.tif"));

        Assert.Equal(8, _set.Run(Corrected).KeptCount);
        Assert.True(File.Exists(_set.In("out/flat_field.tif")));
    }

    private static ImageSetOptions Corrected(ImageSetOptions options) => options with { FlatField = new FlatFieldOptions { DarkLevel = Dark } };

    private static double Light(int x) => 1 - (0.6 * x / 159);

    private static double Spread(double[] values) => values.Max() / values.Min();

    private double[] Brightness(string folder) => [.. _set.Column("mean_intensity", folder, "objects.csv").Select(double.Parse)];

    private void WriteMany(int count)
    {
        for (int i = 0; i < count; i++)
        {
            Write(i);
        }
    }

    // Background 400 and disks 2400 above the dark level, in other places in every image.
    private void Write(int number)
    {
        var plane = new Plane<ushort>(160, 160);
        var random = new Random(number + 1);
        (int Y, int X)[] disks = [.. Enumerable.Range(0, 4).Select(i => (20 + (40 * i), 20 + random.Next(120)))];
        for (int y = 0; y < 160; y++)
        {
            for (int x = 0; x < 160; x++)
            {
                bool isDisk = disks.Any(disk => ((y - disk.Y) * (y - disk.Y)) + ((x - disk.X) * (x - disk.X)) <= 64);
                plane[y, x] = (ushort)(Dark + (Light(x) * ((isDisk ? 2400 : 400) + random.Next(-20, 21))));
            }
        }
        using (plane)
        {
            ImageFile.WriteTiff(_set.In($"images/{number}.tif"), plane);
        }
    }
}
