using System.Text.Json;
using CellCluster.Analysis;
using CellCluster.Imaging;
using CellCluster.Plates;
using CellCluster.TestKit;

namespace CellCluster.Pipeline.Tests.Running;

public sealed class RunPlannerTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly BlobPlate _plate;

    public RunPlannerTests()
    {
        _plate = new BlobPlate(_folder.In("plate"), wellCount: 2, fieldsPerWell: 2, size: 120);
        File.WriteAllText(_folder.In("model"), "stands for weights");
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Plan_OfAnotherModality_IsRefusedUntilAllowed()
    {
        LabelOptions phase = Options() with { Modality = "phase" };

        RunRefusedException error = Assert.Throws<RunRefusedException>(() => RunPlanner.Plan(phase, new FakePredictor().Facts));
        RunPlan allowed = RunPlanner.Plan(phase with { AllowModality = true }, new FakePredictor().Facts);

        Assert.Contains("its modality is phase, the model fake was trained on dic", error.Message, StringComparison.Ordinal);
        Assert.Contains("--allow-modality", error.Message, StringComparison.Ordinal);
        Assert.Contains(allowed.Remarks, remark => remark.Contains("may mean little", StringComparison.Ordinal));
    }

    [Fact]
    public void Plan_OfUnknownPixelSize_IsRefusedWhenTheModelHasOne()
    {
        var predictor = new FakePredictor(FakeModels.Card(Organelle.Nuclei) with { PixelSizeUm = 0.65 });

        RunRefusedException error = Assert.Throws<RunRefusedException>(() => RunPlanner.Plan(Options(), predictor.Facts));

        Assert.Contains("--pixel-size", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0.65, 120, 1.0)]
    [InlineData(0.662, 120, 1.0)] // within 2 %
    [InlineData(0.325, 60, 2.0)]
    [InlineData(1.3, 240, 0.5)]
    public void Plan_OfAnotherPixelSize_WorksAtTheModels(double plateUm, int workedPx, double sigmaScale)
    {
        var predictor = new FakePredictor(FakeModels.Card(Organelle.Nuclei) with { PixelSizeUm = 0.65 });

        RunPlan plan = RunPlanner.Plan(Options() with { PixelSizeUm = plateUm }, predictor.Facts);

        Assert.Equal((120, 120), plan.FieldSize);
        Assert.Equal((workedPx, workedPx), (plan.Tiles!.Height, plan.Tiles.Width));
        Assert.Equal(sigmaScale, plan.SigmaScale, 1e-9);
    }

    [Fact]
    public void Plan_OfPlateOfMixedSizes_TakesTheMostFrequent()
    {
        PlateDamage.Blank(_plate.PathOf(_plate.Keys[0]), 64);

        Assert.Equal((120, 120), RunPlanner.Plan(Options(), new FakePredictor().Facts).FieldSize);
    }

    [Fact]
    public void Plan_OfPlateWithoutReadableFiles_HasNoTiles()
    {
        foreach (FieldKey key in _plate.Keys)
        {
            File.WriteAllText(_plate.PathOf(key), "not an image");
        }

        RunPlan plan = RunPlanner.Plan(Options(), new FakePredictor().Facts);

        Assert.Null(plan.FieldSize);
        Assert.Null(plan.Tiles);
    }

    [Fact]
    public void Fingerprint_ChangesWithWeightsTilingAndPredictor_AndWithNothingElse()
    {
        string Hash(LabelOptions options, FakePredictor? predictor = null) => RunPlanner.Plan(options, (predictor ?? new FakePredictor()).Facts).Fingerprint.Hash;
        string first = Hash(Options());

        Assert.Equal(first, Hash(Options() with { Out = _folder.In("elsewhere"), FieldDeadlineMinutes = 5 }));
        Assert.NotEqual(first, Hash(Options() with { Tiling = TilingKind.Overlapping }));
        Assert.NotEqual(first, Hash(Options(), new FakePredictor { Profile = new PredictorProfile("fake", "2", "any") }));
        File.WriteAllText(_folder.In("model"), "other weights");
        Assert.NotEqual(first, Hash(Options()));
    }

    [Fact]
    public void Options_AsJson_ComeBackEqual()
    {
        LabelOptions options = Options() with { PixelSizeUm = 0.325, Batch = "Woche 47 \"µ\"", Tiling = TilingKind.Overlapping, PlateDeadlineHours = 2.5 };

        Assert.Equal(options, LabelOptionsJson.Read(LabelOptionsJson.Write(options)));
    }

    [Fact]
    public void StoredOptions_OfANewerVersion_AreReadForListsAndNotForPlans()
    {
        string json = LabelOptionsJson.Write(Options()).Insert(1, "\"ofANewerVersion\":{\"a\":1},");

        Assert.Equal(Options(), LabelOptionsJson.ReadStored(json));
        Assert.Throws<JsonException>(() => LabelOptionsJson.Read(json));
    }

    private LabelOptions Options() => new()
    {
        Plate = _plate.Folder,
        Out = _folder.In("out"),
        Model = _folder.In("model"),
        Layout = new LayoutOptions { Pattern = BlobPlate.Pattern, PlateId = "P1" },
    };
}
