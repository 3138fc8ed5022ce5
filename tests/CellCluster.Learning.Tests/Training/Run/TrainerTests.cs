using static TorchSharp.torch;

namespace CellCluster.Learning.Tests.Training.Run;

// Dropout draws from libtorch's one generator, which the trainer seeds before each step: another test's draws would come in between.
[CollectionDefinition(nameof(TrainerTests), DisableParallelization = true)]
[Collection(nameof(TrainerTests))]
public class TrainerTests
{
    private static readonly TrainingField[] s_train = [Fields.Disks(64, 1), Fields.Disks(64, 2), Fields.Disks(72, 3)];
    private static readonly TrainingField[] s_validate = [Fields.Disks(64, 4)];

    private static readonly TrainingOptions s_options = new()
    {
        Widths = [16, 32], CropPx = 32, BatchSize = 2, Steps = 12, ValidateEvery = 4, ValidationCrops = 2, WarmupSteps = 2, Dropout = 0.2, LearningRate = 5e-3,
    };

    [Fact]
    public void Run_DisksToLearn_LowersTheValidationLossFourfold()
    {
        using Trainer trainer = Make(s_options with { Steps = 80, ValidateEvery = 20, Dropout = 0, BatchSize = 4, Loss = LossKind.Mse });
        List<TrainingProgress> reports = [];
        TrainingEnd end = trainer.Run(reports.Add, save: null, CancellationToken.None);
        Assert.Equal(TrainingEnd.AllSteps, end);
        Assert.Equal([20, 40, 60, 80], trainer.History.Select(static p => p.Step));
        Assert.Equal(8, reports.Count);
        double start = Untrained(LossKind.Mse);
        double best = trainer.History.Min(static p => p.ValidationLoss);
        Assert.True(best < start / 4, $"{start} fell to {best} only");
        Assert.Equal(best, trainer.History.Single(p => p.Step == trainer.BestStep).ValidationLoss);
    }

    [Fact]
    public void Run_SameSeed_GivesTheSameWeightsBitForBit()
    {
        float[] first = Trained(s_options);
        Assert.Equal(first, Trained(s_options));
        Assert.NotEqual(first, Trained(s_options with { Seed = 2 }));
    }

    [Fact]
    public void Run_ResumedFromACheckpointFile_EqualsTheUndisturbedRun()
    {
        using TemporaryFolder folder = new();
        string file = folder.File("checkpoint.safetensors");
        List<LossPoint> undisturbedHistory = [];
        float[] undisturbed = Trained(s_options, undisturbedHistory);
        using (Trainer interrupted = Make(s_options))
        {
            using CancellationTokenSource stop = new();
            TrainingEnd end = interrupted.Run(
                progress => { if (progress.Step == 10) { stop.Cancel(); } },
                state => CheckpointFile.Write(file, state, "run"),
                stop.Token);
            Assert.Equal(TrainingEnd.Cancelled, end);
        }
        using Trainer resumed = Make(s_options);
        resumed.Resume(CheckpointFile.Read(file, "run"));
        Assert.Equal(8, resumed.StepsDone); // the last checkpoint; steps 9 and 10 are taken again
        resumed.Run(null, null, CancellationToken.None);
        Assert.Equal(undisturbed, WeightsOf(resumed.Network));
        Assert.Equal(undisturbedHistory.Select(static p => (p.Step, p.TrainingLoss, p.ValidationLoss)), resumed.History.Select(static p => (p.Step, p.TrainingLoss, p.ValidationLoss)));
    }

    [Fact]
    public void Run_ValidationThatStopsImproving_StopsAfterItsPatience()
    {
        // At a rate of 0.5 the loss jumps about, so that three validations without a new best come soon.
        using Trainer trainer = Make(s_options with { Steps = 200, ValidateEvery = 1, Patience = 3, LearningRate = 0.5, WarmupSteps = 0, Dropout = 0 });
        TrainingEnd end = trainer.Run(null, null, CancellationToken.None);
        Assert.Equal(TrainingEnd.EarlyStopping, end);
        Assert.Equal(trainer.BestStep + 3, trainer.StepsDone);
        Assert.Equal(trainer.History.MinBy(static p => p.ValidationLoss)!.Step, trainer.BestStep);
    }

    [Fact]
    public void Run_TimeUsedUp_StopsAndKeepsWeights()
    {
        SteppingTime time = new(TimeSpan.FromSeconds(20));
        using Trainer trainer = new(s_options with { Steps = 1000, MaxMinutes = 1, ValidateEvery = 1000 }, s_train, s_validate, null, time);
        Assert.Equal(TrainingEnd.TimeUsed, trainer.Run(null, null, CancellationToken.None));
        Assert.Equal(3, trainer.StepsDone);
        Assert.Equal(3, trainer.BestStep); // validated at the end, since no validation had come yet
    }

    [Fact]
    public void Run_PixelsThatAreNoNumbers_SaysThatTheLossIsNone()
    {
        TrainingField broken = s_train[0] with { Targets = [Enumerable.Repeat(Half.NaN, 64 * 64).ToArray()] };
        using Trainer trainer = new(s_options, [broken], s_validate, null, TimeProvider.System);
        Assert.Contains("step 1", Assert.Throws<TrainingInputException>(() => trainer.Run(null, null, CancellationToken.None)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Checkpoint_OfAnotherRunOrDamaged_IsRefused()
    {
        using TemporaryFolder folder = new();
        string file = folder.File("checkpoint.safetensors");
        using (Trainer trainer = Make(s_options with { Steps = 4 }))
        {
            trainer.Run(null, state => CheckpointFile.Write(file, state, "run A"), CancellationToken.None);
        }
        Assert.Contains("another run", Assert.Throws<TrainingInputException>(() => CheckpointFile.Read(file, "run B")).Message, StringComparison.Ordinal);
        File.WriteAllBytes(file, File.ReadAllBytes(file)[..1000]);
        Assert.Contains("begin anew", Assert.Throws<TrainingInputException>(() => CheckpointFile.Read(file, "run A")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Options_WithManyFaults_AreReportedAtOnce()
    {
        TrainingInputException fault = Assert.Throws<TrainingInputException>(() => (s_options with { CropPx = 33, BatchSize = 0, LearningRate = -1, Dropout = 2 }).Check());
        Assert.Contains("crop 33 px is not a multiple of 2", fault.Message, StringComparison.Ordinal);
        Assert.Contains("batch 0", fault.Message, StringComparison.Ordinal);
        Assert.Contains("lr -1", fault.Message, StringComparison.Ordinal);
        Assert.Contains("dropout 2", fault.Message, StringComparison.Ordinal);
    }

    private static Trainer Make(TrainingOptions options) => new(options, s_train, s_validate, null, TimeProvider.System);

    private static double Untrained(LossKind loss)
    {
        using Trainer trainer = Make(s_options with { Steps = 1, ValidateEvery = 1, Dropout = 0, Loss = loss, LearningRate = 1e-9 });
        trainer.Run(null, null, CancellationToken.None);
        return trainer.History[0].ValidationLoss;
    }

    private static float[] Trained(TrainingOptions options, List<LossPoint>? history = null)
    {
        using Trainer trainer = Make(options);
        trainer.Run(null, null, CancellationToken.None);
        history?.AddRange(trainer.History);
        return WeightsOf(trainer.Network);
    }

    private static float[] WeightsOf(UNet network) => WeightNames.Of(network).SelectMany(static w => w.Tensor.detach().data<float>().ToArray()).ToArray();

    /// <summary>A clock that goes on by a fixed span at every look, from the second on.</summary>
    private sealed class SteppingTime(TimeSpan step) : TimeProvider
    {
        private long _ticks = -step.Ticks;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => _ticks += step.Ticks;
    }
}
