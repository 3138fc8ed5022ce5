using System.Text;
using CellCluster.Plates;
using CellCluster.TestKit;

namespace CellCluster.Pipeline.Tests.ImageSets;

public sealed class ImageJournalTests : IDisposable
{
    private static readonly Dictionary<string, string> s_parts = new(StringComparer.Ordinal) { ["organelle"] = "nuclei" };
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Journal_ReopenedAfterAppends_KnowsTheNewestRecords()
    {
        using (ImageJournal journal = Open())
        {
            journal.Append(Record("a.tif", "a,1\na,2\n"));
            journal.Append(Record("b.tif", ""));
            journal.Append(Record("a.tif", "a,9\n"));
        }

        using ImageJournal again = Open();

        Assert.Equal(["a.tif", "b.tif"], again.Records.Select(record => record.Name).Order(StringComparer.Ordinal));
        Assert.Equal("a,9\n", Objects(again, "a.tif"));
        Assert.Equal("", Objects(again, "b.tif"));
    }

    [Fact]
    public void Journal_CutAtAnyByte_KeepsTheWholeRecordsBeforeTheCut()
    {
        long first;
        using (ImageJournal journal = Open())
        {
            journal.Append(Record("a.tif", "a,1\n"));
            first = new FileInfo(Path).Length;
            journal.Append(Record("b.tif", "b,1\nb,2\n"));
        }
        byte[] whole = File.ReadAllBytes(Path);
        for (long length = first; length < whole.Length; length++)
        {
            File.WriteAllBytes(Path, whole[..(int)length]);
            using (ImageJournal cut = Open())
            {
                Assert.Equal(["a.tif"], cut.Records.Select(record => record.Name));
                cut.Append(Record("c.tif", "c,1\n"));
            }
            using ImageJournal again = Open();
            Assert.Equal("a,1\n", Objects(again, "a.tif"));
            Assert.Equal("c,1\n", Objects(again, "c.tif"));
        }
    }

    [Fact]
    public void Journal_OpenInAnotherRun_IsRefused()
    {
        using ImageJournal first = Open();

        Assert.Contains("in use", Assert.Throws<OutputFolderException>(Open).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Journal_OfAnotherKind_IsRefusedAndLeftAlone()
    {
        File.WriteAllText(Path, "somebody's diary\nMonday\n");

        Assert.Contains("another kind", Assert.Throws<OutputFolderException>(Open).Message, StringComparison.Ordinal);
        Assert.Equal("somebody's diary\nMonday\n", File.ReadAllText(Path));
    }

    [Theory]
    [InlineData("somebody's diary without a line end")]
    [InlineData("{\"format\":\"cellcluster.other/1\"")]
    public void Journal_ForeignFileWithoutALineEnd_IsRefusedAndLeftAlone(string content)
    {
        File.WriteAllText(Path, content);

        Assert.Contains("another kind", Assert.Throws<OutputFolderException>(Open).Message, StringComparison.Ordinal);
        Assert.Equal(content, File.ReadAllText(Path));
    }

    [Fact]
    public void Journal_CutInItsFirstLine_BeginsAnew()
    {
        Open().Dispose();
        byte[] whole = File.ReadAllBytes(Path);
        for (int length = 0; length < whole.Length; length++)
        {
            File.WriteAllBytes(Path, whole[..length]);
            Open().Dispose();
            Assert.Equal(whole, File.ReadAllBytes(Path));
        }
    }

    [Fact]
    public void Journal_BuriedImage_StaysForgottenUntilItComesBack()
    {
        using (ImageJournal journal = Open())
        {
            journal.Append(Record("a.tif", "a,1\n"));
            journal.Append(Record("b.tif", "b,1\n"));
            journal.Bury(["a.tif"]);
            Assert.Null(journal.Find("a.tif"));
        }
        using (ImageJournal again = Open())
        {
            Assert.Equal(["b.tif"], again.Records.Select(record => record.Name));
            again.Append(Record("a.tif", "a,9\n"));
        }
        using ImageJournal back = Open();
        Assert.Equal("a,9\n", Objects(back, "a.tif"));
        Assert.Equal("b,1\n", Objects(back, "b.tif"));
    }

    private string Path => _folder.In(ImageJournal.FileName);

    private static string Objects(ImageJournal journal, string name)
    {
        using var stream = new MemoryStream();
        journal.CopyObjectLines(name, stream);
        return Encoding.UTF8.GetString(stream.ToArray());
    }

    private static ImageRecord Record(string name, string objects) =>
        new() { Name = name, Length = 1, ModifiedTicks = 2, ImageLine = $"{name},é\n", ObjectLines = Encoding.UTF8.GetBytes(objects) };

    private ImageJournal Open()
    {
        OutputFolder output = OutputFolder.Open(_folder.Path);
        ImageJournal journal = ImageJournal.Open(output);
        try
        {
            journal.Require(output, s_parts);
            return journal;
        }
        catch
        {
            journal.Dispose();
            throw;
        }
    }
}
