using CellCluster.Imaging;
using CellCluster.Plates;
using CellCluster.TestKit;

namespace CellCluster.Pipeline.Tests.Running;

public sealed class SharedOutputTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly BlobPlate _plate;

    public SharedOutputTests()
    {
        _plate = new BlobPlate(_folder.In("plate"), wellCount: 1, fieldsPerWell: 1, size: 64);
        File.WriteAllText(_folder.In("model"), "stands for weights");
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Join_OfAFolderThatNobodyPrepared_IsRefusedAndMakesNothing()
    {
        OutputFolderException error = Assert.Throws<OutputFolderException>(() => RunOutput.Join(Plan()));

        Assert.Contains("found nothing", error.Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_folder.In("out")));
    }

    [Fact]
    public void Join_OfAnotherPlatesFolder_IsRefused_AndOfItsOwnIsNot()
    {
        RunOutput.Prepare(Plan("another"), isShared: true);
        Assert.Contains("another folder", Assert.Throws<OutputFolderException>(() => RunOutput.Join(Plan())).Message, StringComparison.Ordinal);

        OutputFolder prepared = RunOutput.Prepare(Plan(), isShared: true);
        Assert.Equal(prepared.Path, RunOutput.Join(Plan()).Path);

        RunOutput.Leave(prepared);
        Assert.Empty(Directory.GetFiles(prepared.Path));
    }

    [Fact]
    public void Prepare_OfASharedFolder_LeavesWhatOthersAreWriting()
    {
        RunOutput.Prepare(Plan(), isShared: true);
        string written = AtomicFile.TemporaryName(_folder.In("out/labels/x.tif"));
        File.WriteAllText(written, "half");

        OutputFolder again = RunOutput.Prepare(Plan(), isShared: true);
        Assert.True(File.Exists(written));
        RunOutput.Leave(again);
        Assert.False(File.Exists(written));
    }

    [Fact]
    public void StoredFiles_ThatDifferOrAreGone_AreFound()
    {
        OutputFolder output = RunOutput.Prepare(Plan());
        using var plane = new Plane<float>(4, 5);
        OutputFile image = output.WritePredicted(_plate.Keys[0], Analysis.Organelle.Nuclei, plane);
        OutputFile table = output.WriteCells(_plate.Keys[0], "a,b\n");
        FieldFile[] files = [new(image.Path, image.ContentHash), new(table.Path, table.ContentHash)];

        Assert.Null(StoredFiles.FindFault(output, files));
        File.WriteAllText(output.In(table.Path), "a,c\n");
        Assert.Contains(table.Path, StoredFiles.FindFault(output, files), StringComparison.Ordinal);
        File.Delete(output.In(image.Path));
        Assert.Contains("cannot be read", StoredFiles.FindFault(output, files), StringComparison.Ordinal);
    }

    private RunPlan Plan(string plateId = "P1") => RunPlanner.Plan(
        new LabelOptions
        {
            Plate = _plate.Folder,
            Out = _folder.In("out"),
            Model = _folder.In("model"),
            Layout = new LayoutOptions { Pattern = BlobPlate.Pattern, PlateId = plateId },
        },
        new FakePredictor().Facts);
}
