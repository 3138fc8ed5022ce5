using CellCluster.Imaging;
using CellCluster.TestKit;
using Microsoft.Extensions.Time.Testing;

namespace CellCluster.Pipeline.Tests.Lanes;

/// <summary>A device that breaks, hangs, goes and comes back, on a clock of the test's.</summary>
public sealed class LaneQuarantineTests : IDisposable
{
    private static readonly LaneOptions s_options = new() { FailuresToQuarantine = 3, ProbeEvery = TimeSpan.FromSeconds(30), PredictionDeadline = TimeSpan.FromMinutes(5) };
    private readonly LaneSamples _samples = new();
    private readonly FakeTimeProvider _time = new();
    private readonly Plane<float> _pixels = new(32, 48);
    private readonly SemaphoreSlim _changes = new(0);
    private readonly TaskCompletionSource _entered = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<(int Height, int Width)> _predicted = [];
    private volatile bool _isBroken;
    private volatile bool _isGone;
    private volatile bool _isCursed;
    private TaskCompletionSource? _looked;
    private ManualResetEventSlim? _hang;
    private int _opened;

    public void Dispose()
    {
        _pixels.Dispose();
        _samples.Dispose();
        _changes.Dispose();
    }

    [Fact]
    public async Task Device_ThatFailsAgainAndAgain_IsQuarantinedAndAProbeBringsItBack()
    {
        await using LaneHost lane = await StartAsync();
        (await Send(lane)).Dispose();
        _isBroken = true;

        await Assert.ThrowsAsync<InvalidOperationException>(() => Send(lane));
        await Assert.ThrowsAsync<InvalidOperationException>(() => Send(lane));
        LaneQuarantinedException third = await Assert.ThrowsAsync<LaneQuarantinedException>(() => Send(lane));
        LaneQuarantinedException later = await Assert.ThrowsAsync<LaneQuarantinedException>(() => Send(lane));
        await _changes.WaitAsync(TestContext.Current.CancellationToken);

        Assert.IsType<InvalidOperationException>(third.InnerException);
        Assert.Equal((LaneHealth.Quarantined, "cuda:0"), (lane.Health, later.Lane));
        Assert.Contains("3 prediction(s) failed one after the other", lane.Fault, StringComparison.Ordinal);
        Assert.Contains("the bus fell off", later.Message, StringComparison.Ordinal);
        Assert.Equal((32, 48), _predicted[^1]); // the tile of zeros was as large as what failed

        _isBroken = false;
        _time.Advance(s_options.ProbeEvery);
        await _changes.WaitAsync(TestContext.Current.CancellationToken);

        Assert.Equal((LaneHealth.Healthy, null, 2), (lane.Health, lane.Fault, _opened)); // the network was loaded anew
        (await Send(lane)).Dispose();
    }

    [Fact]
    public async Task Device_ThatIsGone_StaysQuarantinedUntilItIsThereAgain()
    {
        // The clock runs on while the thread works: nothing may look like hanging.
        await using LaneHost lane = await StartAsync(s_options with { PredictionDeadline = Timeout.InfiniteTimeSpan });
        _isBroken = _isGone = true;
        for (int i = 0; i < 3; i++)
        {
            await Assert.ThrowsAnyAsync<Exception>(() => Send(lane));
        }
        await _changes.WaitAsync(TestContext.Current.CancellationToken);
        _isBroken = false;

        for (int i = 0; i < 3; i++)
        {
            _looked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            await AdvanceUntilAsync(_looked.Task);
            await Assert.ThrowsAsync<LaneQuarantinedException>(() => Send(lane));
        }
        Assert.Equal(LaneHealth.Quarantined, lane.Health);

        _isGone = false;
        await AdvanceUntilAsync(_changes.WaitAsync(TestContext.Current.CancellationToken));
        Assert.Equal(LaneHealth.Healthy, lane.Health);
    }

    [Fact]
    public async Task Tiles_ThatNoDeviceCanPredict_DoNotQuarantineTheLane()
    {
        _isCursed = true; // only tiles with something on them fail
        await using LaneHost lane = await StartAsync();
        _pixels[0, 0] = 1;

        for (int i = 0; i < 7; i++)
        {
            await Assert.ThrowsAsync<InvalidOperationException>(() => Send(lane));
        }
        _pixels[0, 0] = 0;

        (await Send(lane)).Dispose();
        Assert.Equal(LaneHealth.Healthy, lane.Health);
    }

    [Fact]
    public async Task Failures_WithASuccessBetween_AreNotTheDevices()
    {
        await using LaneHost lane = await StartAsync();
        for (int i = 0; i < 4; i++)
        {
            _isBroken = true;
            await Assert.ThrowsAsync<InvalidOperationException>(() => Send(lane));
            await Assert.ThrowsAsync<InvalidOperationException>(() => Send(lane));
            _isBroken = false;
            (await Send(lane)).Dispose();
        }

        Assert.Equal(LaneHealth.Healthy, lane.Health);
    }

    [Fact]
    public async Task Prediction_ThatHangs_HandsBackItsTilesAndTheDeviceIsProbedWhenItReturns()
    {
        await using LaneHost lane = await StartAsync();
        (await Send(lane)).Dispose();
        _hang = new ManualResetEventSlim();
        Task<TilePrediction> hanging = Send(lane);
        await _entered.Task;
        Task<TilePrediction> waiting = Send(lane);

        _time.Advance(s_options.PredictionDeadline);

        Assert.Contains("hangs", (await Assert.ThrowsAsync<LaneQuarantinedException>(() => hanging)).Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<LaneQuarantinedException>(() => waiting);
        await Assert.ThrowsAsync<LaneQuarantinedException>(() => Send(lane));
        await _changes.WaitAsync(TestContext.Current.CancellationToken);
        Assert.Equal((LaneHealth.Quarantined, 1), (lane.Health, lane.InFlight));

        _hang.Set();
        await _changes.WaitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(LaneHealth.Healthy, lane.Health);
        (await Send(lane)).Dispose();
    }

    [Fact]
    public async Task Stop_OfALaneThatHangs_DoesNotWaitForIt()
    {
        LaneHost lane = await StartAsync();
        _hang = new ManualResetEventSlim();
        Task<TilePrediction> hanging = Send(lane);
        await _entered.Task;
        ValueTask stopped = lane.DisposeAsync();

        _time.Advance(s_options.PredictionDeadline);

        await stopped;
        await Assert.ThrowsAsync<LaneQuarantinedException>(() => hanging);
        Assert.Equal(LaneHealth.Stopped, lane.Health);
        _hang.Set();
    }

    [Fact]
    public async Task Lane_QuarantinedAlone_IsNeverInAnEmbeddedRun()
    {
        await using var lane = new LaneHost("cpu:0", "cpu:0", Factory(), _time, LaneOptions.Alone("cpu"));
        await lane.StartAsync();
        _isBroken = true;

        for (int i = 0; i < 10; i++)
        {
            await Assert.ThrowsAsync<InvalidOperationException>(() => Send(lane));
        }
        Assert.Equal(LaneHealth.Healthy, lane.Health);
    }

    // The lane sets its timer for the next probe a moment after it failed the last one.
    private async Task AdvanceUntilAsync(Task task)
    {
        while (!task.IsCompleted)
        {
            TestContext.Current.CancellationToken.ThrowIfCancellationRequested();
            _time.Advance(s_options.ProbeEvery);
            await Task.Yield();
        }
        await task;
    }

    private FakePredictorFactory Factory() =>
        new(_ =>
        {
            _opened++;
            return new FakePredictor { BeforePredict = Predicting };
        })
        {
            HasDevice = _ =>
            {
                _looked?.TrySetResult();
                return !_isGone;
            },
        };

    private void Predicting(IReadOnlyList<TileInput> tiles)
    {
        _predicted.Add((tiles[0].Pixels.Height, tiles[0].Pixels.Width));
        if (_hang is { IsSet: false } hang)
        {
            _entered.TrySetResult();
            hang.Wait();
        }
        if (_isBroken || (_isCursed && tiles[0].Pixels[0, 0] > 0))
        {
            throw new InvalidOperationException("the bus fell off");
        }
    }

    private async Task<LaneHost> StartAsync(LaneOptions? options = null)
    {
        var lane = new LaneHost("cuda:0", "cuda:0", Factory(), _time, options ?? s_options);
        lane.HealthChanged += _ => _changes.Release();
        await lane.StartAsync();
        await lane.LoadAsync(_samples.Model(), CancellationToken.None);
        return lane;
    }

    private Task<TilePrediction> Send(LaneHost lane) => lane.PredictAsync(_samples.Work(_pixels), CancellationToken.None);
}
