using CellCluster.Analysis;
using CellCluster.Imaging;
using CellCluster.Plates;
using CellCluster.TestKit;

namespace CellCluster.Pipeline.Tests.ImageSets;

public sealed class ImageSetRunTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public ImageSetRunTests() => Directory.CreateDirectory(_folder.In("images/sub"));

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Run_DrawnPlanes_CountsExactlyAndLabelsEqualTheSegmenter()
    {
        WriteGrey("A01_f01.tif", 3);
        WriteGrey("sub/B02_s12.tif", 7);

        ImageSetEnd end = Run();

        Assert.Equal((2, 2, 0, 10), (end.ImageCount, end.DoneCount, end.Gaps.Count, (int)end.ObjectCount));
        using var labels = (Plane<uint>)ImageFile.Read(_folder.In("out/labels/sub/B02_s12.tif"));
        using Plane<ushort> raw = DiskImages.Grey(7);
        using Plane<float> plane = raw.ToFloat();
        using Segmentation expected = OrganelleSegmenter.Segment(plane, Organelle.Nuclei);
        Assert.Equal(expected.Labels.Pixels.ToArray(), labels.Pixels.ToArray());
        Assert.Equal(["A01_f01.tif", "sub/B02_s12.tif"], Column("images.csv", "image"));
        Assert.Equal(["A01", "B02"], Column("images.csv", "well"));
        Assert.Equal(["1", "12"], Column("images.csv", "field"));
        Assert.Equal(["3", "7"], Column("images.csv", "object_count"));
        Assert.Equal([expected.SizeClass, expected.SizeClass], Column("images.csv", "size_class"));
        Assert.NotEqual("", expected.SizeClass);
        Assert.Equal(["0", "0"], Column("images.csv", "empty"));
        Assert.Equal(ContentHash.Of(labels), Column("images.csv", "labels_sha256")[1]);
        Assert.Equal(10, Column("objects.csv", "image").Length);
    }

    [Fact]
    public void Run_ColourPng_IsSegmentedByItsLuminanceOrByOneChannel()
    {
        DiskImages.WriteColourPng(In("colour.png"), 2, 5, 3);

        Assert.Equal(5, Run().ObjectCount);
        Assert.Equal(2, Run(options => options with { Channel = 1, Out = _folder.In("red") }).ObjectCount);
        Assert.Equal(3, Run(options => options with { Channel = 3, Out = _folder.In("blue") }).ObjectCount);
    }

    [Theory]
    [InlineData(16, null, false)] // deeper than a picture: dyes
    [InlineData(8, "ImageJ=1.53\nimages=3\nchannels=3\nmode=composite\n", false)]
    [InlineData(8, null, true)]
    [InlineData(8, "ImageJ=1.53\nchannels=1\n", true)]
    public void Run_ThreeSamples_AreMixedOnlyWhereTheyAreAPicture(int bits, string? description, bool isMixed)
    {
        DiskImages.WriteSamples(In("three.tif"), bits, description, 2, 5, 3);

        ImageSetEnd end = Run();

        if (isMixed)
        {
            Assert.Equal((5, 0), (end.ObjectCount, end.Gaps.Count));
            return;
        }
        Assert.Contains("name one with --channel 1..3", Assert.Single(end.Gaps), StringComparison.Ordinal);
        Assert.Equal(2, Run(options => options with { Channel = 1, Out = _folder.In("first") }).ObjectCount);
        Assert.Equal(3, Run(options => options with { Channel = 3, Out = _folder.In("last") }).ObjectCount);
    }

    [Fact]
    public void Run_DeepSamplesThatAreEqual_AreOnePlane()
    {
        DiskImages.WriteSamples(In("grey.tif"), 16, null, 4, 4, 4);

        Assert.Equal(4, Run().ObjectCount);
    }

    [Fact]
    public void Run_TwoPages_NeedAChannelAndTakeThePage()
    {
        DiskImages.WritePages(In("two.tif"), DiskImages.Grey(2), DiskImages.Grey(6));

        Assert.Contains("found 2 pages, expected one plane; name one of them with --channel 1..2", Assert.Single(Run().Gaps), StringComparison.Ordinal);
        Assert.Equal(6, Run(options => options with { Channel = 2, Out = _folder.In("second") }).ObjectCount);
        Assert.Contains("expected a channel 3", Assert.Single(Run(options => options with { Channel = 3, Out = _folder.In("third") }).Gaps), StringComparison.Ordinal);
    }

    [Fact]
    public void Run_DamagedConstantAndLabelImages_AreRowsWithReasonsAndTheOthersGoOn()
    {
        WriteGrey("a.tif", 4);
        byte[] whole = File.ReadAllBytes(In("a.tif"));
        File.WriteAllBytes(In("cut.tif"), whole[..(whole.Length / 2)]);
        File.WriteAllText(In("text.png"), "no image");
        using (var constant = new Plane<ushort>(40, 40))
        {
            ImageFile.WriteTiff(In("dark.tif"), constant);
        }
        using (var labels = new Plane<uint>(40, 40))
        {
            labels[3, 3] = 1;
            ImageFile.WriteTiff(In("labels.tif"), labels);
        }
        using (var single = new Plane<byte>(1, 1))
        {
            ImageFile.WriteTiff(In("one.tif"), single);
        }

        ImageSetEnd end = Run();

        Assert.Equal((6, 1, 4), (end.ImageCount, end.DoneCount, end.ObjectCount));
        Assert.Equal(["done", "gap", "gap", "gap", "gap", "gap"], Column("images.csv", "state"));
        Assert.Equal(["", "unreadable", "blank", "unreadable", "blank", "unreadable"], Column("images.csv", "gap_code"));
        Assert.All(Column("images.csv", "reason")[1..], reason => Assert.True(reason.Length > 10 && !reason.Contains(_folder.Path, StringComparison.Ordinal), reason));
        Assert.Equal(["a.tif"], Directory.GetFiles(_folder.In("out/labels")).Select(Path.GetFileName));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public void Run_AnyNumberOfWorkers_GivesTheSameBytes(int workers)
    {
        WriteMany();
        ImageSetEnd one = new ImageSetRun(Options() with { Out = _folder.In("one") }).Run(1, redo: false, null, CancellationToken.None);

        ImageSetEnd many = new ImageSetRun(Options()).Run(workers, redo: false, null, CancellationToken.None);

        Assert.Equal(one.ObjectCount, many.ObjectCount);
        AssertSameFiles("one", "out");
    }

    [Fact]
    public void Run_InterruptedAndRunAgain_KeepsWhatIsDoneAndGivesTheBytesOfAnUndisturbedRun()
    {
        WriteMany();
        Run(options => options with { Out = _folder.In("undisturbed") });
        using var stop = new CancellationTokenSource();

        ImageSetEnd first = new ImageSetRun(Options()).Run(1, redo: false, progress => Cancel(stop, progress.DoneCount >= 3), stop.Token);
        bool hadTables = File.Exists(_folder.In("out/images.csv"));
        ImageSetEnd second = Run();

        Assert.Equal((true, 3, false), (first.IsInterrupted, first.DoneCount, hadTables));
        Assert.Equal((false, 9, 3), (second.IsInterrupted, second.DoneCount, second.KeptCount));
        AssertSameFiles("undisturbed", "out");
    }

    [Fact]
    public void Run_Again_DoesOnlyWhatChanged()
    {
        WriteMany();
        File.WriteAllText(In("later.png"), "not copied yet");
        Assert.Single(Run().Gaps);

        WriteGrey("img3.tif", 9); // other content, other length or time
        File.SetLastWriteTimeUtc(In("img3.tif"), new DateTime(2001, 2, 3, 4, 5, 6, DateTimeKind.Utc));
        DiskImages.WriteColourPng(In("later.png"), 2, 2, 2);
        File.Delete(In("img5.tif"));
        File.Delete(_folder.In("out/labels/img6.tif"));
        ImageSetEnd again = Run();

        Assert.Equal((9, 9, 6), (again.ImageCount, again.DoneCount, again.KeptCount));
        Assert.False(File.Exists(_folder.In("out/labels/img5.tif")), "the label image of an image that is gone stays");
        Assert.True(File.Exists(_folder.In("out/labels/img6.tif")));
        Run(options => options with { Out = _folder.In("anew") });
        AssertSameFiles("anew", "out");
    }

    [Fact]
    public void Run_AgainWithOtherOptions_NamesTheDifferenceUnlessToldToStartAnew()
    {
        WriteGrey("a.tif", 4);
        Run();
        ImageSetOptions other = Options() with { PixelSizeUm = 0.65 };

        OutputFolderException refusal = Assert.Throws<OutputFolderException>(() => new ImageSetRun(other).Run(1, redo: false, null, CancellationToken.None));

        Assert.Contains("pixelSizeUm of the files", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("pixelSizeUm 0.65", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(0, new ImageSetRun(other).Run(1, redo: true, null, CancellationToken.None).KeptCount);
        Assert.Equal(["0.65"], Column("images.csv", "pixel_size_um"));
    }

    [Fact]
    public void Run_FolderOfOtherResults_IsRefused()
    {
        WriteGrey("a.tif", 4);
        Directory.CreateDirectory(_folder.In("out"));
        File.WriteAllText(_folder.In("out/objects.csv"), "somebody's table");

        Assert.Throws<OutputFolderException>(() => Run());
        Assert.Equal("somebody's table", File.ReadAllText(_folder.In("out/objects.csv")));
    }

    [Fact]
    public void Run_Outlines_AreWrittenOnRequestAndLaterToo()
    {
        WriteGrey("sub/a.tif", 4);
        Run();

        ImageSetEnd end = Run(options => options with { WriteOutlines = true });

        Assert.Equal(0, end.KeptCount);
        using Plane picture = ImageFile.Read(_folder.In("out/outlines/sub/a.png"), new ReadOptions { Colour = ColourPolicy.Luminance });
        Assert.Equal((960, 960), (picture.Height, picture.Width)); // six times 160: small images are enlarged
        Assert.Equal(1, Run().KeptCount);
    }

    [Fact]
    public void Run_PixelSizeInTheResolution_IsTaken()
    {
        using (Plane<ushort> plane = DiskImages.Grey(3))
        {
            ImageFile.WriteTiff(In("a.tif"), plane, new TiffOptions { PixelSizeUm = 0.65 });
        }

        Run();

        Assert.Equal(["0.65"], Column("images.csv", "pixel_size_um"));
    }

    [Fact]
    public void Run_ChannelOnAPageOfAnotherSize_ReportsThatPage()
    {
        using (var small = new Plane<ushort>(40, 50))
        {
            DiskImages.WritePages(In("two.tif"), small, DiskImages.Grey(6));
        }

        Run(options => options with { Channel = 2 });

        Assert.Equal(["160"], Column("images.csv", "height_px"));
        Assert.Equal(["160"], Column("images.csv", "width_px"));
    }

    private static void Cancel(CancellationTokenSource stop, bool now)
    {
        if (now)
        {
            stop.Cancel();
        }
    }

    private void WriteMany()
    {
        for (int i = 0; i < 9; i++)
        {
            WriteGrey($"img{i}.tif", i);
        }
    }

    private void WriteGrey(string name, int diskCount)
    {
        using Plane<ushort> plane = DiskImages.Grey(diskCount);
        ImageFile.WriteTiff(In(name), plane);
    }

    private string In(string name) => _folder.In($"images/{name}");

    private ImageSetOptions Options() => new() { Folder = _folder.In("images"), Out = _folder.In("out"), Organelle = Organelle.Nuclei };

    private ImageSetEnd Run(Func<ImageSetOptions, ImageSetOptions>? with = null) =>
        new ImageSetRun(with?.Invoke(Options()) ?? Options()).Run(2, redo: false, null, CancellationToken.None);

    private string[] Column(string table, string column)
    {
        string[][] rows = [.. File.ReadAllLines(_folder.In($"out/{table}")).Select(line => line.Split(','))];
        return [.. rows[1..].Select(row => row[Array.IndexOf(rows[0], column)])];
    }

    private void AssertSameFiles(string expected, string actual)
    {
        string[] names = Names(expected);
        Assert.Equal(names, Names(actual));
        Assert.All(names, name => Assert.Equal(File.ReadAllBytes(_folder.In($"{expected}/{name}")), File.ReadAllBytes(_folder.In($"{actual}/{name}"))));
    }

    // The journal is in the order of completion.
    private string[] Names(string folder) =>
        [.. Directory.EnumerateFiles(_folder.In(folder), "*", SearchOption.AllDirectories).Select(path => Path.GetRelativePath(_folder.In(folder), path)).Where(name => name != ImageJournal.FileName).Order(StringComparer.Ordinal)];
}
