using CellCluster.Analysis;
using CellCluster.Plates;
using CellCluster.TestKit;

namespace CellCluster.Pipeline.Tests.ImageSets;

public sealed class ImageSetTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void List_FilesThatDifferInTheirEnding_KeepIt()
    {
        IReadOnlyList<SetImage> images = List("a.png", "a.tif", "b.TIFF", "sub/a.png", "notes.txt", ".hidden.png");

        Assert.Equal(["a.png", "a.tif", "b.TIFF", "sub/a.png"], images.Select(image => image.Name));
        Assert.Equal(["labels/a.png.tif", "labels/a.tif.tif", "labels/b.tif", "labels/sub/a.tif"], images.Select(image => image.LabelName));
        Assert.Equal(images.Count, images.Select(image => image.OutlineName).Distinct(StringComparer.OrdinalIgnoreCase).Count());
    }

    [Fact]
    public void List_NamesThatWouldStillMeet_AreRefusedAndNamed()
    {
        ImageSetException refusal = Assert.Throws<ImageSetException>(() => List("a.png", "a.tif", "a.png.png"));

        Assert.Contains("a.png and a.png.png would both be written to labels/a.png.tif", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void List_NamesThatDifferInCaseAlone_AreRefused() => Assert.Throws<ImageSetException>(() => List("A.tif", "a.tif"));

    [Fact]
    public void List_OutputFolderInside_IsLeftOut() => Assert.Equal(["x.tif"], List("x.tif", "out/labels/x.tif").Select(image => image.Name));

    [Theory]
    [InlineData("segment.journal")]
    [InlineData("ledger.sqlite")]
    [InlineData("agreement.csv")]
    public void List_ResultsOfAnotherRunInside_AreLeftOutAndNamed(string mark)
    {
        List("x.tif", $"sub/nuclei/{mark}", "sub/nuclei/labels/x.tif", "sub/nuclei/outlines/x.png", "sub/y.tif");

        var set = ImageSet.List(Options());

        Assert.Equal(["sub/y.tif", "x.tif"], set.Images.Select(image => image.Name));
        Assert.Equal(["sub/nuclei"], set.LeftOut);
    }

    [Fact]
    public void List_OnlyResultsOfAnotherRun_SaysWhichWereLeftOut() =>
        Assert.Contains("no image but in folders with results of other runs (nuclei)", Assert.Throws<ImageSetException>(() => List("nuclei/segment.journal", "nuclei/labels/x.tif")).Message, StringComparison.Ordinal);

    [Fact]
    public void List_LabelImageWhereAFolderMustBe_IsRefusedBeforeAnythingIsDone()
    {
        ImageSetException refusal = Assert.Throws<ImageSetException>(() => List("a.png", "a.tif/x.png"));

        Assert.Contains("the results of a.png would be written to labels/a.tif, which must be a folder for those of a.tif/x.png", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void List_OutlinesWhereAFolderMustBe_AreRefusedWhereTheyAreAskedFor()
    {
        Assert.Equal(2, List("a.tif", "a.png/x.png").Count);
        Assert.Throws<ImageSetException>(() => ImageSet.List(Options() with { WriteOutlines = true }));
    }

    [Fact]
    public void List_NoImageOrNoFolder_SaysSo()
    {
        Assert.Contains("found no image", Assert.Throws<ImageSetException>(() => List("notes.txt")).Message, StringComparison.Ordinal);
        Assert.Contains("does not exist", Assert.Throws<ImageSetException>(() => ImageSet.List(Options() with { Folder = _folder.In("none") })).Message, StringComparison.Ordinal);
        Assert.Contains("it is a file, expected a folder of images; give its folder", Assert.Throws<ImageSetException>(() => ImageSet.List(Options() with { Folder = _folder.In("images/notes.txt") })).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("B03_f07_nuclei.tif", "B03", 7)]
    [InlineData("P042_AF48_s12_w1.TIF", "AF48", 12)]
    [InlineData("exp 1-c05-site3.png", "C05", 3)]
    [InlineData("H12.tif", "H12", null)]
    [InlineData("A01_B02.tif", null, null)] // two wells: none is believed
    [InlineData("A01_f1_s2.tif", "A01", null)] // two fields
    [InlineData("img_0001.tif", null, null)]
    [InlineData("Z99_f1.tif", null, null)]
    public void Place_OfAName_IsTakenOnlyWhereItIsPlain(string name, string? well, int? field) =>
        Assert.Equal((well, field), (ImagePlace.Of(name, null).Well?.ToString(), ImagePlace.Of(name, null).Field?.Value));

    [Fact]
    public void Place_WithPattern_IsWhatThePatternSays()
    {
        NameTemplate pattern = NameTemplate.Parse("Channel2-*-{row}-{column}.tif");

        Assert.Equal(new ImagePlace(new WellId(1, 1), new FieldIndex(1)), ImagePlace.Of("Channel2-14-B-02.tif", pattern));
        Assert.Equal(default, ImagePlace.Of("other_B02.tif", pattern));
    }

    private ImageSetOptions Options() => new() { Folder = _folder.In("images"), Out = _folder.In("images/out"), Organelle = Organelle.Nuclei };

    private IReadOnlyList<SetImage> List(params string[] names)
    {
        foreach (string name in names)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(_folder.In($"images/{name}"))!);
            File.WriteAllText(_folder.In($"images/{name}"), name);
        }
        return ImageSet.List(Options()).Images;
    }
}
