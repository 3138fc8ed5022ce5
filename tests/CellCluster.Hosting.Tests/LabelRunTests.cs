using CellCluster.Analysis;
using CellCluster.Grains;
using CellCluster.Imaging;
using CellCluster.Pipeline;
using CellCluster.Plates;
using CellCluster.TestKit;

namespace CellCluster.Hosting.Tests;

public class LabelRunTests
{
    [Fact]
    public async Task Run_PlateOfDisks_CountsEveryDisk()
    {
        using var folder = new TemporaryFolder();
        var plate = new BlobPlate(folder.In("plate"));

        RunEnd end = await Runs.RunAsync(folder, plate);

        Assert.Null(end.Refusal);
        Assert.Equal(PlatePhase.Finished, end.Status!.Phase);
        Assert.Equal("complete", end.Status.Completion);
        Assert.Equal(plate.Keys.Count, end.Status.DoneCount);
        Assert.Equal(plate.Keys.Select(key => (double)BlobPlate.DiskCount(key)), Runs.Column(folder, "object_count"));
        Assert.Equal(0, LocalReferences.RefusedCount);
    }

    [Fact]
    public async Task Run_AnyNumberOfLanes_GivesTheSameManifest()
    {
        using var folder = new TemporaryFolder();
        var plate = new BlobPlate(folder.In("plate"), wellCount: 4, fieldsPerWell: 3);
        var manifests = new List<string>();

        foreach (int lanes in new[] { 1, 2, 4 })
        {
            await Runs.RunAsync(folder, plate, lanes, output: $"out{lanes}");
            manifests.Add(File.ReadAllText(folder.In($"out{lanes}/manifest.json")));
        }

        Assert.Contains("predicted/A01_f01_nuclei.tif", manifests[0], StringComparison.Ordinal);
        Assert.Single(manifests.Distinct(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Run_DamagedFields_AreGapsAndTheOthersAreDone()
    {
        using var folder = new TemporaryFolder();
        var plate = new BlobPlate(folder.In("plate"), wellCount: 4, fieldsPerWell: 2);
        PlateDamage.Truncate(plate.PathOf(plate.Keys[0]));
        PlateDamage.Blank(plate.PathOf(plate.Keys[1]), plate.Size);
        PlateDamage.Blank(plate.PathOf(plate.Keys[2]), plate.Size / 2);
        PlateDamage.ClaimAbsurdSize(plate.PathOf(plate.Keys[3]));

        RunEnd end = await Runs.RunAsync(folder, plate);

        Assert.Equal("complete-with-gaps", end.Status!.Completion);
        Assert.Equal((4, 4), (end.Status.DoneCount, end.Status.GapCount));
        Assert.Equal(["unreadable", "blank", "wrong-size", "unreadable"], Runs.TextColumn(folder, "gap_code").Take(4));
        Assert.Equal(["done", "done", "done", "done"], Runs.TextColumn(folder, "state").Skip(4));
    }

    [Fact]
    public async Task Run_OfAPlateWithoutOneReadableFile_EndsWithGapsOnly()
    {
        using var folder = new TemporaryFolder();
        var plate = new BlobPlate(folder.In("plate"), wellCount: 2, fieldsPerWell: 1);
        plate.Keys.ToList().ForEach(key => File.WriteAllText(plate.PathOf(key), "not an image"));

        RunEnd end = await Runs.RunAsync(folder, plate);

        Assert.Equal("complete-with-gaps", end.Status!.Completion);
        Assert.Equal(["unreadable", "unreadable"], Runs.TextColumn(folder, "gap_code"));
        Assert.True(File.Exists(folder.In("out/report.html")));
    }

    [Fact]
    public async Task Run_MissingFilesOfAFieldsTable_AreGaps()
    {
        using var folder = new TemporaryFolder();
        var plate = new BlobPlate(folder.In("plate"), wellCount: 2, fieldsPerWell: 1);
        File.WriteAllText(folder.In("plate/fields.csv"), "well,field,path\nA01,1,A01_f01.tif\nA02,1,A02_f01.tif\nA03,1,A03_f01.tif\n");
        LabelOptions options = Runs.Options(folder, plate) with { Layout = new LayoutOptions { FieldsCsv = folder.In("plate/fields.csv"), PlateId = "P1" } };

        RunEnd end = await Runs.RunAsync(options);

        Assert.Equal((2, 1), (end.Status!.DoneCount, end.Status.GapCount));
        Assert.Equal(["", "", "missing"], Runs.TextColumn(folder, "gap_code"));
    }

    [Fact]
    public async Task Run_FocusedFieldWithoutCells_IsAResultWithTheFlagEmpty()
    {
        using var folder = new TemporaryFolder();
        var plate = new BlobPlate(folder.In("plate"), wellCount: 2, fieldsPerWell: 1);
        PlateDamage.RemoveDisks(plate.PathOf(plate.Keys[1]), plate.Size);

        RunEnd end = await Runs.RunAsync(folder, plate);

        Assert.Equal("complete", end.Status!.Completion);
        Assert.Equal(0, Runs.Column(folder, "object_count")[1]);
        Assert.Equal(["", "empty"], Runs.TextColumn(folder, "flags"));
    }

    [Fact]
    public async Task Run_OfAFinishedPlate_DoesNothingAndSaysSo()
    {
        using var folder = new TemporaryFolder();
        var plate = new BlobPlate(folder.In("plate"));
        await Runs.RunAsync(folder, plate);
        DateTime written = File.GetLastWriteTimeUtc(folder.In("out/manifest.json"));
        int predictions = 0;

        RunEnd end = await Runs.RunAsync(folder, plate, factory: new FakePredictorFactory(_ => new FakePredictor { BeforePredict = _ => predictions++ }));

        Assert.True(end.Status!.WasFinished);
        Assert.Equal("complete", end.Status.Completion);
        Assert.Equal(0, predictions);
        Assert.Equal(written, File.GetLastWriteTimeUtc(folder.In("out/manifest.json")));
    }

    [Fact]
    public async Task Run_WithOtherOptionsInTheSameFolder_IsRefusedAndNamesTheDifference()
    {
        using var folder = new TemporaryFolder();
        var plate = new BlobPlate(folder.In("plate"));
        await Runs.RunAsync(folder, plate);

        RunEnd end = await Runs.RunAsync(Runs.Options(folder, plate) with { WriteLabels = false });

        Assert.Equal(StartFault.Output, end.Fault);
        Assert.Contains("files: this folder has predicted True, labels True, objects True, asked for is predicted True, labels False, objects True", end.Refusal, StringComparison.Ordinal);
        Assert.Contains("--force", end.Refusal, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_OfAnotherPlateInTheSameFolder_IsRefusedAndNamesBoth()
    {
        using var folder = new TemporaryFolder();
        var plate = new BlobPlate(folder.In("plate"));
        await Runs.RunAsync(folder, plate);
        string manifest = File.ReadAllText(folder.In("out/manifest.json"));

        RunEnd end = await Runs.RunAsync(Runs.Options(folder, plate) with { Layout = new LayoutOptions { Pattern = BlobPlate.Pattern, PlateId = "P2" } });

        Assert.Equal(StartFault.Output, end.Fault);
        Assert.Contains("found results of plate P1; expected those of plate P2", end.Refusal, StringComparison.Ordinal);
        Assert.Equal(manifest, File.ReadAllText(folder.In("out/manifest.json")));
    }

    [Fact]
    public async Task Run_OfTheSamePlateLyingElsewhere_GivesTheSameManifestGapsIncluded()
    {
        using var folder = new TemporaryFolder();
        var here = new BlobPlate(folder.In("here"));
        var there = new BlobPlate(folder.In("over/there"));
        PlateDamage.Truncate(here.PathOf(here.Keys[0]));
        PlateDamage.Truncate(there.PathOf(there.Keys[0]));

        await Runs.RunAsync(folder, here, output: "out1");
        await Runs.RunAsync(folder, there, output: "out2");

        Assert.Equal(File.ReadAllText(folder.In("out1/manifest.json")), File.ReadAllText(folder.In("out2/manifest.json")));
    }

    [Fact]
    public async Task Run_Redone_ForgetsTheEarlierRun()
    {
        using var folder = new TemporaryFolder();
        var plate = new BlobPlate(folder.In("plate"));
        await Runs.RunAsync(folder, plate);
        PlateDamage.Truncate(plate.PathOf(plate.Keys[0]));

        RunEnd end = await Runs.RunAsync(Runs.Options(folder, plate) with { WriteLabels = false }, redo: true);

        Assert.False(end.Status!.WasFinished);
        Assert.Equal("complete-with-gaps", end.Status.Completion);
        Assert.Equal(plate.Keys.Count - 1, Directory.GetFiles(folder.In("out/predicted")).Length); // none is left of the field that is a gap now
        Assert.Empty(Directory.GetFiles(folder.In("out/labels")));
    }

    [Fact]
    public async Task Preview_WritesNothing()
    {
        using var folder = new TemporaryFolder();
        var plate = new BlobPlate(folder.In("plate"));

        RunPreview preview = await new LabelRun(new FakePredictorFactory(), TimeProvider.System).PreviewAsync(Runs.Options(folder, plate), new RunResources(LaneCount: 1));

        Assert.Equal(plate.Keys.Count, preview.Plan.Layout.Fields.Count);
        Assert.NotNull(preview.TileTime);
        Assert.True(preview.OutputBytes > plate.Keys.Count * plate.Size * plate.Size * 8);
        Assert.False(Directory.Exists(folder.In("out")));
    }

    [Fact]
    public async Task Run_WithTooLittleMemory_NamesTheNeed()
    {
        using var folder = new TemporaryFolder();
        var plate = new BlobPlate(folder.In("plate"));

        MemoryShortException error = await Assert.ThrowsAsync<MemoryShortException>(
            () => new LabelRun(new FakePredictorFactory(), TimeProvider.System)
                .RunAsync(Runs.Options(folder, plate), new RunResources(LaneCount: 2, MemoryBytes: 100 << 20), redo: false, progress: null, CancellationToken.None));

        Assert.True(error.NeededBytes > error.AvailableBytes);
        Assert.Contains("--memory-mb", error.Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(folder.In("out")));
    }

    [Fact]
    public async Task Run_WithTheSourcesWindows_ReportsItsSeams()
    {
        using var folder = new TemporaryFolder();
        var plate = new BlobPlate(folder.In("plate"), wellCount: 1, fieldsPerWell: 1, size: 400);
        var farSighted = new FakePredictorFactory(_ => new FakePredictor(radius: 40));

        await Runs.RunAsync(Runs.Options(folder, plate) with { Tiling = TilingKind.Overlapping }, factory: farSighted);

        Assert.True(Runs.Column(folder, "seam_maximum")[0] > 0);
        Assert.Contains("seams remain", File.ReadAllText(folder.In("out/report.html")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_AtHalfTheModelsPixelSize_PredictsAtTheModelsAndStoresAtThePlates()
    {
        using var folder = new TemporaryFolder();
        var plate = new BlobPlate(folder.In("plate"), size: 400);
        var model = new FakePredictorFactory(_ => new FakePredictor(FakeModels.Card(Organelle.Nuclei) with { PixelSizeUm = 1 }, radius: 1));

        RunEnd end = await Runs.RunAsync(Runs.Options(folder, plate) with { PixelSizeUm = 0.5 }, factory: model);

        Assert.Equal("complete", end.Status!.Completion);
        Assert.Equal(plate.Keys.Select(key => (double)BlobPlate.DiskCount(key)), Runs.Column(folder, "object_count"));
        ImageHeader stored = ImageFile.ReadHeader(folder.In("out/labels/A01_f01_nuclei.tif"));
        Assert.Equal((400, 400), (stored.Height, stored.Width));
    }
}
