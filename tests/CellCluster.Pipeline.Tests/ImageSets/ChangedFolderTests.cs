using CellCluster.Plates;

namespace CellCluster.Pipeline.Tests.ImageSets;

/// <summary>Images come and go between runs into one output folder.</summary>
public sealed class ChangedFolderTests : IDisposable
{
    private readonly ImageSetFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Run_ImageReplacedByOtherEnding_KeepsItsLabelOnTheNextRun()
    {
        _folder.Write("x.tiff", 3, 100);
        _folder.Write("y.tiff", 4, 100);
        _folder.Run();
        File.Move(_folder.In("images/x.tiff"), _folder.In("images/x.tif"));
        File.Move(_folder.In("images/y.tiff"), _folder.In("images/y.tif"));

        ImageSetEnd replaced = _folder.Run();
        ImageSetEnd again = _folder.Run();

        Assert.Equal((0, 2, 2, 0), (replaced.KeptCount, replaced.RemovedCount, again.KeptCount, again.RemovedCount));
        Assert.Equal(["x.tif", "y.tif"], Labels());
    }

    [Fact]
    public void Run_JournalKnowsAGoneImageWhoseNameIsOwned_KeepsTheLabel()
    {
        _folder.Write("x.tif", 3, 100);
        _folder.Run();
        using (ImageJournal journal = ImageJournal.Open(OutputFolder.Open(_folder.In("out"))))
        {
            journal.Append(journal.Find("x.tif")! with { Name = "x.png" });
        }

        Assert.Equal(1, _folder.Run().KeptCount);
        Assert.Equal(["x.tif"], Labels());
    }

    [Fact]
    public void Run_OtherFolderIntoTheSameOutput_IsRefusedAndNothingIsRemoved()
    {
        _folder.Write("a.tif", 3, 100);
        _folder.Run();
        Directory.CreateDirectory(_folder.In("others"));
        File.Copy(_folder.In("images/a.tif"), _folder.In("others/b.tif"));

        OutputFolderException refusal = Assert.Throws<OutputFolderException>(() => _folder.Run(options => options with { Folder = _folder.In("others") }));

        Assert.Contains($"results of other images, those of {_folder.In("images")}", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(["a.tif"], Labels());
        Assert.True(File.Exists(_folder.In("out/images.csv")));
    }

    [Fact]
    public void Run_OtherFolderWithNameSizeAndTimeOfTheFirst_IsNotTakenForIt()
    {
        _folder.Write("a.tif", 3, 100);
        DateTime time = File.GetLastWriteTimeUtc(_folder.In("images/a.tif"));
        _folder.Run();
        Directory.CreateDirectory(_folder.In("others"));
        _folder.Write("../others/a.tif", 7, 100);
        File.SetLastWriteTimeUtc(_folder.In("others/a.tif"), time);

        Assert.Throws<OutputFolderException>(() => _folder.Run(options => options with { Folder = _folder.In("others") }));
    }

    [Fact]
    public void Run_FolderMoved_GoesOn()
    {
        _folder.Write("a.tif", 3, 100);
        _folder.Run();
        Directory.Move(_folder.In("images"), _folder.In("moved"));

        Assert.Equal(1, _folder.Run(options => options with { Folder = _folder.In("moved") }).KeptCount);
    }

    [Fact]
    public void Run_ResultsRemoved_AreReportedWithTheirNumber()
    {
        _folder.Write("a.tif", 3, 100);
        _folder.Write("b.tif", 4, 100);
        _folder.Run();
        File.Delete(_folder.In("images/b.tif"));
        var remarks = new List<string?>();

        ImageSetEnd end = _folder.Run(progress: progress => remarks.Add(progress.Remark));

        Assert.Equal(1, end.RemovedCount);
        Assert.Contains("results removed of images that are not in the folder any more: 1", remarks);
        Assert.Equal(["a.tif"], Labels());
    }

    [Fact]
    public void Run_LinkWhoseTargetChanged_IsDoneAnew()
    {
        _folder.Write("../first.tif", 3, 100);
        File.CreateSymbolicLink(_folder.In("images/a.tif"), _folder.In("first.tif"));
        Assert.Equal(3, _folder.Run().ObjectCount);

        _folder.Write("../first.tif", 7, 100);
        File.SetLastWriteTimeUtc(_folder.In("first.tif"), new DateTime(2001, 2, 3, 4, 5, 6, DateTimeKind.Utc));

        Assert.Equal(7, _folder.Run().ObjectCount);
    }

    [Fact]
    public void Run_LinkToNothing_IsAGap()
    {
        _folder.Write("a.tif", 3, 100);
        File.CreateSymbolicLink(_folder.In("images/b.tif"), _folder.In("nothing.tif"));

        Assert.Single(_folder.Run().Gaps);
    }

    private string[] Labels() => [.. Directory.GetFiles(_folder.In("out/labels")).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)];
}
