using CellCluster.Imaging;
using CellCluster.TestKit;

namespace CellCluster.Pipeline.Tests.Lanes;

public sealed class LaneHostTests : IDisposable
{
    private readonly LaneSamples _samples = new();

    public void Dispose() => _samples.Dispose();

    [Fact]
    public async Task Lane_ManyCallers_PredictsOnOneThreadOnly()
    {
        var threads = new HashSet<int>();
        await using var lane = LaneSamples.Lane("cpu:0", () => new FakePredictor { BeforePredict = _ => threads.Add(Environment.CurrentManagedThreadId) });
        await lane.StartAsync();

        ModelReference model = _samples.Model();
        await Parallel.ForAsync(0, 40, async (_, _) =>
        {
            using var pixels = new Plane<float>(32, 32);
            (await lane.PredictAsync(_samples.Work(pixels, model), CancellationToken.None)).Dispose();
        });

        Assert.Single(threads);
        Assert.Equal(40, lane.Figures.Tiles);
        Assert.Equal(40 * 32 * 32, lane.Figures.Pixels);
    }

    [Fact]
    public async Task Lane_WaitingTilesOfOneSize_ArePredictedTogether()
    {
        using var gate = new ManualResetEventSlim();
        var batches = new List<int>();
        await using var lane = LaneSamples.Lane("cuda:0", () => new FakePredictor
            {
                BeforePredict = tiles =>
                {
                    gate.Wait(TestContext.Current.CancellationToken);
                    batches.Add(tiles.Count);
                },
            },
            new LaneOptions { QueueLength = 16, LargestBatch = 4 });
        await lane.StartAsync();
        ModelReference model = _samples.Model();
        using var small = new Plane<float>(16, 16);
        using var large = new Plane<float>(32, 16);

        Task<TilePrediction>[] answers =
        [
            .. Enumerable.Range(0, 7).Select(_ => lane.PredictAsync(_samples.Work(small, model), CancellationToken.None)),
            lane.PredictAsync(_samples.Work(large, model), CancellationToken.None),
        ];
        gate.Set();
        foreach (TilePrediction answer in await Task.WhenAll(answers))
        {
            answer.Dispose();
        }

        Assert.Equal(8, batches.Sum());
        Assert.True(batches.Max() is > 1 and <= 4, string.Join(' ', batches));
    }

    [Fact]
    public async Task Lane_FailingPrediction_FailsItsCallerAndGoesOn()
    {
        int calls = 0;
        await using var lane = LaneSamples.Lane("cpu:0", () => new FakePredictor { BeforePredict = _ => { if (++calls == 1) { throw new InvalidOperationException("out of luck"); } } });
        await lane.StartAsync();
        using var pixels = new Plane<float>(16, 16);

        await Assert.ThrowsAsync<InvalidOperationException>(() => lane.PredictAsync(_samples.Work(pixels), CancellationToken.None));
        (await lane.PredictAsync(_samples.Work(pixels), CancellationToken.None)).Dispose();
    }

    [Fact]
    public async Task Lane_WhoseDeviceIsMissing_SaysSoAtStart()
    {
        await using var lane = new LaneHost("cuda:7", "cuda:7", new FakePredictorFactory { HasDevice = _ => false }, TimeProvider.System);

        DeviceUnavailableException error = await Assert.ThrowsAsync<DeviceUnavailableException>(lane.StartAsync);

        Assert.Equal("cuda:7", error.Device);
    }

    [Fact]
    public async Task Lane_Stopped_RefusesTilesByName()
    {
        var lane = LaneSamples.Lane("cpu:3", () => new FakePredictor());
        await lane.StartAsync();
        await lane.DisposeAsync();
        using var pixels = new Plane<float>(16, 16);

        LaneStoppedException error = await Assert.ThrowsAsync<LaneStoppedException>(() => lane.PredictAsync(_samples.Work(pixels), CancellationToken.None));

        Assert.Equal("cpu:3", error.Lane);
    }

    [Fact]
    public async Task Lane_CancelledWhileWaiting_IsNeverPredicted()
    {
        using var gate = new ManualResetEventSlim();
        int predicted = 0;
        await using var lane = LaneSamples.Lane("cpu:0", () => new FakePredictor
            {
                BeforePredict = _ =>
                {
                    predicted++;
                    gate.Wait(TestContext.Current.CancellationToken);
                },
            });
        await lane.StartAsync();
        using var pixels = new Plane<float>(16, 16);
        using var giveUp = new CancellationTokenSource();
        Task<TilePrediction> first = lane.PredictAsync(_samples.Work(pixels), CancellationToken.None);
        Task<TilePrediction> second = lane.PredictAsync(_samples.Work(pixels), giveUp.Token);

        giveUp.Cancel();
        gate.Set();

        (await first).Dispose();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => second);
        Assert.Equal(1, predicted);
    }
}
