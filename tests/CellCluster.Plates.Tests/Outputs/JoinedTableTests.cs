using System.Text;
using CellCluster.TestKit;

namespace CellCluster.Plates.Tests;

public sealed class JoinedTableTests : IDisposable
{
    private readonly TemporaryFolder _temporary = new();
    private readonly OutputFolder _output;

    public JoinedTableTests()
    {
        _output = OutputFolder.Open(_temporary.In("out"));
        _output.MakeFieldFolders(predicted: false, labels: false, objects: true);
    }

    public void Dispose() => _temporary.Dispose();

    [Fact]
    public void Join_TablesOfFields_HasOneHeaderAndTheHashOfItsText()
    {
        OutputFile[] files = [Cells("A01", "h\n1\n2\n"), Cells("A02", "h\n"), Cells("B01", "h\n3\n")];
        using var stream = new MemoryStream();

        string hash = JoinedTable.Write(stream, "h\n", _output, files);

        Assert.Equal("h\n1\n2\n3\n", Encoding.UTF8.GetString(stream.ToArray()));
        Assert.Equal(ContentHash.OfText("h\n1\n2\n3\n"), hash);
    }

    [Fact]
    public void Join_FileThatWasChanged_IsNamed()
    {
        OutputFile file = Cells("A01", "h\n1\n");
        File.WriteAllText(_output.In(file.Path), "h\n9\n");
        using var stream = new MemoryStream();

        Assert.Contains("cells/A01_f01.csv is not what was written", Assert.Throws<IOException>(() => JoinedTable.Write(stream, "h\n", _output, [file])).Message, StringComparison.Ordinal);
    }

    private OutputFile Cells(string well, string text) => _output.WriteCells(SampleFields.Key(well, 1), text);
}
