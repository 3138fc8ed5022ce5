using CellCluster.Grains;
using CellCluster.Pipeline;
using CellCluster.TestKit;

namespace CellCluster.Hosting.Tests;

public class InterruptedRunTests
{
    [Fact]
    public async Task Run_DrainedAndResumed_GivesTheManifestOfAnUndisturbedRun()
    {
        using var folder = new TemporaryFolder();
        var plate = new BlobPlate(folder.In("plate"), wellCount: 4, fieldsPerWell: 3);
        await Runs.RunAsync(folder, plate, output: "undisturbed");
        using var drain = new CancellationTokenSource();
        using var isDraining = new ManualResetEventSlim();
        int tiles = 0;
        FakePredictorFactory draining = new(_ => new FakePredictor
        {
            BeforePredict = _ =>
            {
                if (Interlocked.Increment(ref tiles) == 9)
                {
                    drain.Cancel();
                    isDraining.Wait(); // the plate would be finished before anybody looked
                }
            },
        });

        RunEnd stopped = await Runs.RunAsync(Runs.Options(folder, plate), lanes: 1, draining, drain: drain.Token, progress: progress =>
        {
            if (progress.Status.Phase == PlatePhase.Draining)
            {
                isDraining.Set();
            }
        });
        RunEnd finished = await Runs.RunAsync(folder, plate);

        Assert.Equal(PlatePhase.Stopped, stopped.Status!.Phase);
        Assert.Null(stopped.Status.Fault);
        Assert.InRange(stopped.Status.DoneCount, 1, plate.Keys.Count - 1);
        Assert.Equal(stopped.Status.DoneCount, finished.Status!.SettledBeforeCount);
        Assert.Equal(File.ReadAllText(folder.In("undisturbed/manifest.json")), File.ReadAllText(folder.In("out/manifest.json")));
    }

    [Fact]
    public async Task Field_ThatFailsThreeTimes_IsAGapAndTheOthersAreDone()
    {
        using var folder = new TemporaryFolder();
        var plate = new BlobPlate(folder.In("plate"), wellCount: 3, fieldsPerWell: 1);
        int failures = 0;
        FakePredictorFactory failing = new(_ => new FakePredictor
        {
            BeforePredict = tiles =>
            {
                if (PlateMark.IsOn(tiles))
                {
                    Interlocked.Increment(ref failures);
                    throw new InvalidOperationException("this field is cursed");
                }
            },
        });
        PlateMark.Put(plate, index: 1);

        RunEnd end = await Runs.RunAsync(folder, plate, factory: failing);

        Assert.Equal((2, 1), (end.Status!.DoneCount, end.Status.GapCount));
        Assert.Equal(["", "failed", ""], Runs.TextColumn(folder, "gap_code"));
        Assert.Contains("this field is cursed", Runs.TextColumn(folder, "reason")[1], StringComparison.Ordinal);
        Assert.Equal(3, Directory.GetFiles(folder.In("out/labels")).Length + 1);
        Assert.InRange(failures, 3, 12); // three attempts of up to four tiles each
    }

    [Fact]
    public async Task PlateFolder_ThatVanishesInTheMiddle_PausesTheRunWithoutGaps()
    {
        using var folder = new TemporaryFolder();
        var plate = new BlobPlate(folder.In("plate"), wellCount: 4, fieldsPerWell: 2);
        int tiles = 0;
        bool paused = false;
        FakePredictorFactory vanishing = new(_ => new FakePredictor
        {
            BeforePredict = _ =>
            {
                if (Interlocked.Increment(ref tiles) == 5)
                {
                    Directory.Move(plate.Folder, folder.In("away"));
                }
            },
        });

        RunEnd end = await Runs.RunAsync(Runs.Options(folder, plate), lanes: 1, vanishing, progress: progress =>
        {
            if (progress.Status.Phase == PlatePhase.Paused && !paused)
            {
                paused = true;
                Assert.Contains(plate.Folder, progress.Status.Fault, StringComparison.Ordinal);
                Directory.Move(folder.In("away"), plate.Folder);
            }
        });

        Assert.True(paused);
        Assert.Equal("complete", end.Status!.Completion);
        Assert.Equal(plate.Keys.Count, end.Status.DoneCount);
    }

    [Fact]
    public async Task OutputFolder_ThatCannotBeWrittenAnyMore_StopsTheRunAndItResumes()
    {
        using var folder = new TemporaryFolder();
        var plate = new BlobPlate(folder.In("plate"), wellCount: 4, fieldsPerWell: 2);
        int tiles = 0;
        FakePredictorFactory breaking = new(_ => new FakePredictor
        {
            BeforePredict = _ =>
            {
                if (Interlocked.Increment(ref tiles) == 9)
                {
                    Directory.Move(folder.In("out/labels"), folder.In("out/elsewhere"));
                }
            },
        });

        RunEnd stopped = await Runs.RunAsync(Runs.Options(folder, plate), lanes: 1, breaking);
        Directory.Move(folder.In("out/elsewhere"), folder.In("out/labels"));
        RunEnd finished = await Runs.RunAsync(folder, plate);

        Assert.Equal(PlatePhase.Stopped, stopped.Status!.Phase);
        Assert.Contains("run the same command again", stopped.Status.Fault, StringComparison.Ordinal);
        Assert.Equal(0, stopped.Status.GapCount);
        Assert.Equal("complete", finished.Status!.Completion);
        Assert.Empty(Directory.GetFiles(folder.In("out"), "*.tmp", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task SecondRun_OnTheSameFolder_IsRefusedWhileTheFirstWorks()
    {
        using var folder = new TemporaryFolder();
        var plate = new BlobPlate(folder.In("plate"), wellCount: 2, fieldsPerWell: 1);
        var entered = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var gate = new ManualResetEventSlim();
        FakePredictorFactory waiting = new(_ => new FakePredictor
        {
            BeforePredict = _ =>
            {
                entered.TrySetResult();
                gate.Wait();
            },
        });
        Task<RunEnd> first = Runs.RunAsync(Runs.Options(folder, plate), lanes: 1, waiting);
        await entered.Task;

        LedgerUnavailableException error = await Assert.ThrowsAsync<LedgerUnavailableException>(() => Runs.RunAsync(folder, plate));
        gate.Set();

        Assert.Contains("in use by process", error.Message, StringComparison.Ordinal);
        Assert.Equal("complete", (await first).Status!.Completion);
    }
}
