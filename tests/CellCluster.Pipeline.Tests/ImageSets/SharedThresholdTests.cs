using CellCluster.Analysis;
using CellCluster.Imaging;
using CellCluster.Plates;
using CellCluster.TestKit;

namespace CellCluster.Pipeline.Tests.ImageSets;

/// <summary>One level for a folder. Bright disks lie 1000 above the background, faint ones 60: alone a faint image shows its disks, beside bright ones none.</summary>
public sealed class SharedThresholdTests : IDisposable
{
    private readonly ImageSetFolder _set = new();

    public void Dispose() => _set.Dispose();

    [Theory]
    [InlineData(LevelMethod.Minimum, true)] // its valley is the one between background and faint disks
    [InlineData(LevelMethod.Otsu, false)]
    [InlineData(LevelMethod.Isodata, false)]
    [InlineData(LevelMethod.Li, false)]
    [InlineData(LevelMethod.TwoGaussians, false)]
    public void Run_BrightAndFaintImages_AreCutAtTheLevelOfTheirMergedHistogram(LevelMethod method, bool isFaintFound)
    {
        _set.Write("bright.tif", diskCount: 6, rise: 1000);
        _set.Write("faint.tif", diskCount: 6, rise: 60);

        ImageSetEnd end = _set.Run(Shared(method));

        SharedLevel level = end.Survey!.Level!;
        using Plane<float> both = _set.Stacked("bright.tif", "faint.tif");
        Assert.Equal(GlobalThreshold.Find(both, method).Value, level.Value);
        Assert.Equal(2, level.ImageCount);
        Assert.Equal(["6", isFaintFound ? "6" : "0"], _set.Column("object_count"));
        Assert.Equal(["level", "level"], _set.Column("threshold_method"));
        Assert.All(_set.Column("threshold_value").Concat(_set.Column("shared_threshold_value")), text => Assert.Equal(level.Value, float.Parse(text)));
        Assert.All(_set.Column("shared_threshold_method"), text => Assert.Equal(SharedMethods.ToText(method), text));
        Assert.All(_set.Column("shared_threshold_score"), text => Assert.Equal(level.Score, double.Parse(text)));
        _set.Run(with: options => options with { Out = _set.In("alone") });
        Assert.Equal(["6", "6"], _set.Column("object_count", "alone"));
        Assert.Equal(["", ""], _set.Column("shared_threshold_value", "alone"));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public void Run_AnyNumberOfWorkers_GivesTheSameBytes(int workers)
    {
        WriteMany();
        _set.Run(options => Shared(LevelMethod.Otsu)(options) with { Out = _set.In("one") }, workers: 1);

        _set.Run(Shared(LevelMethod.Otsu), workers);

        _set.AssertSameFiles("one", "out");
    }

    [Fact]
    public void Run_Again_KeepsEverything()
    {
        WriteMany();
        ImageSetEnd first = _set.Run(Shared(LevelMethod.Otsu));

        ImageSetEnd again = _set.Run(Shared(LevelMethod.Otsu));

        Assert.Equal((5, 5), (again.DoneCount, again.KeptCount));
        Assert.Equal(first.Survey, again.Survey);
    }

    [Fact]
    public void Run_ImageAddedOrRemoved_DoesEverythingAnewWithTheNewLevel()
    {
        WriteMany();
        SharedLevel before = _set.Run(Shared(LevelMethod.Otsu)).Survey!.Level!;

        _set.Write("z.tif", diskCount: 6, rise: 30_000);
        ImageSetEnd added = _set.Run(Shared(LevelMethod.Otsu));

        Assert.NotEqual(before.Value, added.Survey!.Level!.Value);
        Assert.Equal((6, 0), (added.DoneCount, added.KeptCount));
        Assert.All(_set.Column("shared_threshold_value"), text => Assert.Equal(added.Survey.Level.Value, float.Parse(text)));

        File.Delete(_set.In("images/z.tif"));
        ImageSetEnd removed = _set.Run(Shared(LevelMethod.Otsu));

        Assert.Equal((before, 5, 0), (removed.Survey!.Level, removed.DoneCount, removed.KeptCount));
        _set.Run(options => Shared(LevelMethod.Otsu)(options) with { Out = _set.In("anew") });
        _set.AssertSameFiles("anew", "out");
    }

    [Fact]
    public void Run_Interrupted_GoesOnWithTheSameLevelAndGivesTheSameBytes()
    {
        WriteMany();
        _set.Run(options => Shared(LevelMethod.Otsu)(options) with { Out = _set.In("undisturbed") });
        using var stop = new CancellationTokenSource();

        ImageSetEnd first = _set.Run(Shared(LevelMethod.Otsu), workers: 1, progress: progress => Cancel(stop, progress is { Pass: null, DoneCount: >= 2 }), drain: stop.Token);
        ImageSetEnd second = _set.Run(Shared(LevelMethod.Otsu));

        Assert.Equal((true, 2), (first.IsInterrupted, first.DoneCount));
        Assert.Equal((false, 5, 2), (second.IsInterrupted, second.DoneCount, second.KeptCount));
        _set.AssertSameFiles("undisturbed", "out");
    }

    [Theory]
    [InlineData("finding the range of grey levels")]
    [InlineData("merging histograms")]
    public void Run_InterruptedBeforeTheFirstImage_WritesNoTableAndGoesOn(string pass)
    {
        WriteMany();
        using var stop = new CancellationTokenSource();

        ImageSetEnd first = _set.Run(Shared(LevelMethod.Otsu), workers: 1, progress: progress => Cancel(stop, progress.Pass == pass), drain: stop.Token);

        Assert.Equal((true, 0), (first.IsInterrupted, first.DoneCount));
        Assert.False(File.Exists(_set.In("out/images.csv")));
        Assert.Equal(5, _set.Run(Shared(LevelMethod.Otsu)).DoneCount);
    }

    [Fact]
    public void Run_NoTwoGroups_IsRefusedAndLeavesNothing()
    {
        using (var two = new Plane<ushort>(40, 40))
        {
            two[3, 3] = 1; // two bins hold pixels, which are not two maxima of a smoothed histogram
            two[3, 4] = 2;
            ImageFile.WriteTiff(_set.In("images/a.tif"), two);
        }

        ImageSetException refusal = Assert.Throws<ImageSetException>(() => _set.Run(Shared(LevelMethod.TwoGaussians)));

        Assert.Contains("optimum gives no level that the images share (NotBimodal: the merged histogram of 1 images", refusal.Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_set.In("out")));
    }

    [Fact]
    public void Run_OnlyConstantAndDamagedImages_IsRefused()
    {
        using (var dark = new Plane<ushort>(40, 40))
        {
            ImageFile.WriteTiff(_set.In("images/a.tif"), dark);
        }
        File.WriteAllText(_set.In("images/b.tif"), "no image");

        Assert.Contains("no image can be read and has more than one grey level", Assert.Throws<ImageSetException>(() => _set.Run(Shared(LevelMethod.Otsu))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Run_RefusedLater_LeavesTheEarlierResults()
    {
        _set.Write("bright.tif", 6, 1000);
        _set.Run(Shared(LevelMethod.Otsu));
        byte[] table = File.ReadAllBytes(_set.In("out/images.csv"));
        using (var dark = new Plane<ushort>(40, 40))
        {
            ImageFile.WriteTiff(_set.In("images/bright.tif"), dark);
        }

        Assert.Throws<ImageSetException>(() => _set.Run(Shared(LevelMethod.Otsu)));

        Assert.Equal(table, File.ReadAllBytes(_set.In("out/images.csv")));
    }

    [Fact]
    public void Run_DamagedImageBesideGoodOnes_IsAGapAndNotInTheHistogram()
    {
        WriteMany();
        SharedLevel alone = _set.Run(Shared(LevelMethod.Otsu)).Survey!.Level!;
        File.WriteAllText(_set.In("images/broken.tif"), "no image");

        ImageSetEnd end = _set.Run(Shared(LevelMethod.Otsu));

        Assert.Single(end.Gaps);
        Assert.Equal(alone, end.Survey!.Level);
    }

    [Fact]
    public void Options_OfOtherOrganellesOrWithAThresholdOfTheirOwn_AreRefused()
    {
        _set.Write("a.tif", 6, 1000);

        Assert.Contains("er has no level that images can share", Assert.Throws<ArgumentException>(() => _set.Run(options => Shared(LevelMethod.Otsu)(options) with { Organelle = Organelle.Er })).Message, StringComparison.Ordinal);
        Assert.Contains("leave Threshold and Level out", Assert.Throws<ArgumentException>(() => _set.Run(options => Shared(LevelMethod.Otsu)(options) with
        {
            Segmentation = new SegmentationOptions { Nuclei = new NucleiOptions { Threshold = ThresholdMethod.Li } },
        })).Message, StringComparison.Ordinal);
        Assert.Throws<OutputFolderException>(() =>
        {
            _set.Run(Shared(LevelMethod.Otsu));
            _set.Run(Shared(LevelMethod.Li));
        });
    }

    private static Func<ImageSetOptions, ImageSetOptions> Shared(LevelMethod method) => options => options with { SharedThreshold = method };

    private static void Cancel(CancellationTokenSource stop, bool now)
    {
        if (now)
        {
            stop.Cancel();
        }
    }

    private void WriteMany()
    {
        for (int i = 0; i < 5; i++)
        {
            _set.Write($"{i}.tif", diskCount: i + 2, rise: 300 + (100 * i));
        }
    }
}
