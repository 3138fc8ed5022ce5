using CellCluster.Imaging;
using CellCluster.Pipeline;

namespace CellCluster.Learning.Tests.Training.Run;

public class TrainingJobTests
{
    [Fact]
    public void Run_SmallTable_WritesModelCardLossesAndScores()
    {
        using TemporaryFolder folder = new();
        TrainingRequest request = SmallPairs.Request(folder, fieldCount: 4);
        TrainingOutcome outcome = TrainingJob.Run(request, null, TimeProvider.System, CancellationToken.None);
        ModelCard card = ModelFile.ReadCard(request.Out);
        Assert.Equal(ModelCardJson.Write(outcome.Card), ModelCardJson.Write(card));
        Assert.Equal(("made up", "CC0", 3, 20), (card.Training!.Data, card.Training.Licence, card.Training.Fields, (int)card.Training.Steps));
        Assert.Contains("experiment=E3", card.Training.Split, StringComparison.Ordinal);
        Assert.Equal(IlluminationCorrection.WideGaussian, card.Normalisation.Illumination);
        Assert.InRange(card.Metrics["pearson.nuclei"], 0.5, 1);
        Assert.True(card.Metrics.ContainsKey("objectF1.nuclei"));
        Assert.True(card.Outputs[0].Scale > 0);
        Assert.Equal(3, File.ReadAllLines(folder.File("m.losses.csv")).Length);
        Assert.Equal(2, File.ReadAllLines(folder.File("m.validation.csv")).Length);
        Assert.StartsWith("E3,W3,i3.tif,", File.ReadAllLines(folder.File("m.validation.csv"))[1], StringComparison.Ordinal);
        Assert.True(new FileInfo(folder.File("m.losses.png")).Length > 1000);
    }

    [Fact]
    public void Run_FittedLine_MapsTheOutputOntoTheStain()
    {
        using TemporaryFolder folder = new();
        TrainingOutcome outcome = TrainingJob.Run(SmallPairs.Request(folder, fieldCount: 4), null, TimeProvider.System, CancellationToken.None);
        // What the card says must follow from the stored file: predicted and fitted again, the line is the same.
        (UNet network, ModelCard card) = ModelFile.Load(outcome.ModelPath);
        using (network)
        {
            TrainingSet set = TrainingSet.Read(SmallPairs.Request(folder, fieldCount: 4), CancellationToken.None);
            IReadOnlyList<TrainingField> validate = set.Of(set.Table.Rows.Where(static r => r.Experiment == "E3").ToArray());
            ValidationScore score = ValidationScore.Of(network, set.Table.Organelles, validate, null, CancellationToken.None);
            Assert.Equal(card.Outputs[0].Scale, score.Lines[0].Scale, 1e-4);
            Assert.Equal(card.Outputs[0].Offset, score.Lines[0].Offset, 1e-4);
            Assert.Equal(card.Metrics["pearson.nuclei"], score.MeanPearson(0), 1e-4);
        }
    }

    [Fact]
    public void Run_ExistingCheckpointWithoutResume_IsRefusedAndWritesNoModel()
    {
        using TemporaryFolder folder = new();
        TrainingRequest request = SmallPairs.Request(folder, fieldCount: 3) with { CheckpointFolder = folder.File("ck"), Validate = HoldOut.Experiments("E0") };
        TrainingJob.Run(request, null, TimeProvider.System, CancellationToken.None);
        File.Delete(request.Out);
        Assert.Contains("--resume", Assert.Throws<TrainingInputException>(() => TrainingJob.Run(request, null, TimeProvider.System, CancellationToken.None)).Message, StringComparison.Ordinal);
        Assert.False(File.Exists(request.Out));
        TrainingJob.Run(request with { Resume = true }, null, TimeProvider.System, CancellationToken.None);
        Assert.True(File.Exists(request.Out));
    }

    [Fact]
    public void Run_FromAnInitialModel_BeginsWithItsWeights()
    {
        using TemporaryFolder folder = new();
        TrainingRequest request = SmallPairs.Request(folder, fieldCount: 3) with { Validate = HoldOut.Experiments("E0") };
        TrainingOutcome first = TrainingJob.Run(request, null, TimeProvider.System, CancellationToken.None);
        TrainingRequest again = request with { Init = request.Out, Out = folder.File("n.safetensors"), Options = request.Options with { Steps = 1, LearningRate = 1e-12, WarmupSteps = 0 } };
        TrainingOutcome second = TrainingJob.Run(again, null, TimeProvider.System, CancellationToken.None);
        Assert.Equal(first.Score.MeanPearson(0), second.Score.MeanPearson(0), 0.05); // only the batch-norm statistics moved, by one step
        TrainingInputException fault = Assert.Throws<TrainingInputException>(() => TrainingJob.Run(
            again with { Options = again.Options with { Widths = [16, 48] } }, null, TimeProvider.System, CancellationToken.None));
        Assert.Contains("has widths 16,32", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Run_ImpossibleRequest_NamesAllFaults()
    {
        using TemporaryFolder folder = new();
        TrainingRequest request = SmallPairs.Request(folder, fieldCount: 3) with
        {
            Modality = "x-ray", Init = folder.File("none.safetensors"), Resume = true, Out = folder.File("no/folder/m.safetensors"), PixelSizeUm = -1,
        };
        string message = Assert.Throws<TrainingInputException>(() => TrainingJob.Run(request, null, TimeProvider.System, CancellationToken.None)).Message;
        Assert.All(["x-ray", "no such file", "--checkpoint", "create it first", "pixel size -1"], part => Assert.Contains(part, message, StringComparison.Ordinal));
    }

    [Fact]
    public void Run_ExperimentInTwoTables_IsRefused()
    {
        using TemporaryFolder folder = new();
        TrainingRequest request = SmallPairs.Request(folder, fieldCount: 3);
        Assert.Contains("more than one pair table", Assert.Throws<TrainingInputException>(() => TrainingJob.Run(
            request with { Pairs = [.. request.Pairs, .. request.Pairs] }, null, TimeProvider.System, CancellationToken.None)).Message, StringComparison.Ordinal);
    }
}
