using System.Collections.Concurrent;
using CellCluster.Imaging;
using CellCluster.TestKit;
using Microsoft.Extensions.Time.Testing;

namespace CellCluster.Pipeline.Tests.Lanes;

/// <summary>Which tiles a lane takes together, in which order, and how long it waits for more.</summary>
public sealed class LaneBatchTests : IDisposable
{
    private static readonly TimeSpan s_wait = TimeSpan.FromMilliseconds(5);
    private readonly LaneSamples _samples = new();
    private readonly FakeTimeProvider _time = new();

    public void Dispose() => _samples.Dispose();

    [Fact]
    public async Task Batch_NeverMixesModelsOrSizes()
    {
        using var gate = new ManualResetEventSlim();
        var batches = new ConcurrentQueue<(string Model, int Height, int Count)>();
        var factory = new ModelNamingFactory((model, tiles) =>
        {
            gate.Wait();
            Assert.Single(tiles.Select(tile => tile.Pixels.Height).Distinct());
            batches.Enqueue((model, tiles[0].Pixels.Height, tiles.Count));
        });
        await using var lane = new LaneHost("gpu/cuda:0", "cuda:0", factory, TimeProvider.System, new LaneOptions { QueueLength = 64, LargestBatch = 4, BatchWait = TimeSpan.Zero });
        await lane.StartAsync();
        using var small = new Plane<float>(16, 16);
        using var large = new Plane<float>(32, 16);
        ModelReference[] models = [_samples.Model("a"), _samples.Model("b")];

        Task<TilePrediction>[] answers =
            [.. Enumerable.Range(0, 24).Select(i => lane.PredictAsync(_samples.Work(i % 3 == 0 ? large : small, models[i % 2], $"P{i % 2}"), CancellationToken.None))];
        gate.Set();
        foreach (TilePrediction answer in await Task.WhenAll(answers))
        {
            answer.Dispose();
        }

        Assert.Equal(24, batches.Sum(batch => batch.Count));
        Assert.Equal(12, batches.Where(batch => batch.Model == "a").Sum(batch => batch.Count));
        Assert.Equal(8, batches.Where(batch => batch.Height == 32).Sum(batch => batch.Count));
        Assert.Contains(batches, batch => batch.Count > 1);
    }

    [Fact]
    public async Task Turns_OfTwoPlates_FollowTheirPriorities()
    {
        using var gate = new ManualResetEventSlim();
        var order = new ConcurrentQueue<float>();
        await using LaneHost lane = LaneSamples.Lane(
            "cpu:0",
            () => new FakePredictor
            {
                BeforePredict = tiles =>
                {
                    gate.Wait();
                    order.Enqueue(tiles[0].Pixels[0, 0]);
                },
            },
            new LaneOptions { QueueLength = 4 });
        await lane.StartAsync();
        ModelReference model = _samples.Model();
        using var low = new Plane<float>(16, 16);
        using var high = new Plane<float>(16, 16);
        high[0, 0] = 1;

        List<Task<TilePrediction>> answers = [.. Enumerable.Range(0, 20).Select(_ => lane.PredictAsync(_samples.Work(low, model, "low", PlatePriority.Low), CancellationToken.None))];
        answers.AddRange(Enumerable.Range(0, 20).Select(_ => lane.PredictAsync(_samples.Work(high, model, "high", PlatePriority.High), CancellationToken.None)));
        Assert.InRange(lane.QueuedTiles, 39, 40);
        gate.Set();
        foreach (TilePrediction answer in await Task.WhenAll(answers))
        {
            answer.Dispose();
        }

        // The first places went to the plate that was there first; from then on 16 of 17 turns are the other's.
        Assert.InRange(order.Take(24).Count(plate => plate == 0), 1, 7);
        Assert.Equal(40, order.Count);
    }

    [Fact]
    public async Task Batch_OfCallersThatSendMore_WaitsForThemAndNoLongerThanItsBound()
    {
        var batches = new BlockingCollection<int>();
        await using LaneHost lane = LaneSamples.Lane(
            "cuda:0", () => new FakePredictor { BeforePredict = tiles => batches.Add(tiles.Count) }, new LaneOptions { LargestBatch = 4, BatchWait = s_wait }, _time);
        await lane.StartAsync();
        ModelReference model = _samples.Model();
        using var pixels = new Plane<float>(16, 16);
        Task<TilePrediction> Send() => lane.PredictAsync(_samples.Work(pixels, model), CancellationToken.None);

        (await Send()).Dispose(); // alone: nobody else is expected
        Assert.Equal(1, batches.Take(TestContext.Current.CancellationToken));
        (await Send()).Dispose(); // the one that is expected is there
        Assert.Equal(1, batches.Take(TestContext.Current.CancellationToken));
        await lane.LoadAsync(model, CancellationToken.None); // the lane has counted the batch before
        _time.Advance(s_wait * 100);
        Task<TilePrediction>[] three = [Send(), Send(), Send()];
        foreach (TilePrediction answer in await Task.WhenAll(three))
        {
            answer.Dispose();
        }
        int predicted = 0;
        while (predicted < 3)
        {
            predicted += batches.Take(TestContext.Current.CancellationToken);
        }
    }

    [Fact]
    public async Task Batch_WhoseNeighbourFails_IsPredictedTileByTile()
    {
        using var gate = new ManualResetEventSlim();
        await using LaneHost lane = LaneSamples.Lane(
            "cuda:0",
            () => new FakePredictor
            {
                BeforePredict = tiles =>
                {
                    gate.Wait();
                    if (tiles.Any(tile => tile.Pixels[0, 0] > 0))
                    {
                        throw new InvalidOperationException("this tile is cursed");
                    }
                },
            },
            new LaneOptions { QueueLength = 16, LargestBatch = 8, BatchWait = TimeSpan.Zero });
        await lane.StartAsync();
        ModelReference model = _samples.Model();
        using var good = new Plane<float>(16, 16);
        using var cursed = new Plane<float>(16, 16);
        cursed[0, 0] = 1;

        Task<TilePrediction>[] answers = [.. Enumerable.Range(0, 9).Select(i => lane.PredictAsync(_samples.Work(i == 5 ? cursed : good, model), CancellationToken.None))];
        gate.Set();

        for (int i = 0; i < answers.Length; i++)
        {
            if (i == 5)
            {
                Assert.Equal("this tile is cursed", (await Assert.ThrowsAsync<InvalidOperationException>(() => answers[5])).Message);
            }
            else
            {
                (await answers[i]).Dispose();
            }
        }
        Assert.Equal(LaneHealth.Healthy, lane.Health);
    }

    [Fact]
    public async Task Models_BeyondTheCapacity_AreUnloadedUnusedForLongest()
    {
        var loaded = new ConcurrentQueue<string>();
        var factory = new ModelNamingFactory((_, _) => { }, loaded.Enqueue);
        await using var lane = new LaneHost("cpu:0", "cpu:0", factory, TimeProvider.System, new LaneOptions { LoadedModels = 2 });
        await lane.StartAsync();

        foreach (string model in new[] { "a", "b", "a", "c", "a", "b", "a" })
        {
            await lane.LoadAsync(_samples.Model(model), CancellationToken.None);
        }
        await lane.DisposeAsync();

        Assert.Equal(["+a", "+b", "-b", "+c", "-c", "+b"], loaded.Take(6));
        Assert.Equal(["-a", "-b"], loaded.Skip(6).Order());
    }

    [Fact]
    public async Task Model_WithOtherBytes_FailsItsOwnTilesWithBothHashes()
    {
        await using LaneHost lane = LaneSamples.Lane("cpu:0", () => new FakePredictor(), new LaneOptions { FailuresToQuarantine = 1 });
        await lane.StartAsync();
        ModelReference good = _samples.Model("good");
        ModelReference changed = _samples.Model("changed") with { WeightsHash = "0123" };
        using var pixels = new Plane<float>(16, 16);

        ModelFileException error = await Assert.ThrowsAsync<ModelFileException>(() => lane.PredictAsync(_samples.Work(pixels, changed), CancellationToken.None));
        ModelFileException absent = await Assert.ThrowsAsync<ModelFileException>(
            () => lane.PredictAsync(_samples.Work(pixels, good with { Path = good.Path + ".gone", WeightsHash = "4567" }), CancellationToken.None));
        (await lane.PredictAsync(_samples.Work(pixels, good), CancellationToken.None)).Dispose();

        Assert.Contains("0123", error.Message, StringComparison.Ordinal);
        Assert.Contains(_samples.Model("changed").WeightsHash, error.Message, StringComparison.Ordinal);
        Assert.Equal(changed.Path, error.Path);
        Assert.Contains("cannot be read here", absent.Message, StringComparison.Ordinal);
        Assert.Equal(LaneHealth.Healthy, lane.Health);
    }

    [Fact]
    public async Task Stop_WithAFullQueue_FinishesThePlacedTilesAndHandsTheOthersBack()
    {
        using var gate = new ManualResetEventSlim();
        var entered = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        LaneHost lane = LaneSamples.Lane(
            "cpu:0",
            () => new FakePredictor
            {
                BeforePredict = _ =>
                {
                    entered.TrySetResult();
                    gate.Wait();
                },
            },
            new LaneOptions { QueueLength = 2 });
        await lane.StartAsync();
        ModelReference model = _samples.Model();
        using var pixels = new Plane<float>(16, 16);
        Task<TilePrediction> Send() => lane.PredictAsync(_samples.Work(pixels, model), CancellationToken.None);
        Task<TilePrediction> inNetwork = Send();
        await entered.Task;
        Task<TilePrediction>[] placed = [Send(), Send()];
        Task<TilePrediction> outside = Send();

        ValueTask stopped = lane.DisposeAsync();
        await Assert.ThrowsAsync<LaneStoppedException>(() => outside);
        gate.Set();
        await stopped;

        foreach (TilePrediction answer in await Task.WhenAll([inNetwork, .. placed]))
        {
            answer.Dispose();
        }
        Assert.Equal(LaneHealth.Stopped, lane.Health);
        Assert.Equal(3, lane.Figures.Tiles);
    }
}
