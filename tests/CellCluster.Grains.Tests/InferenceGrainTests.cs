using System.Reflection;
using CellCluster.Imaging;
using CellCluster.Pipeline;
using CellCluster.TestKit;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Runtime;

namespace CellCluster.Grains.Tests;

public sealed class InferenceGrainTests
{
    private const string Lane = "b/cuda:0";

    [Fact]
    public async Task PredictAsync_TwoActivationsOfOneLane_ShareItsThreadAndItsModel()
    {
        int made = 0;
        int inside = 0;
        int most = 0;
        var factory = new FakePredictorFactory(_ => new FakePredictor
        {
            BeforePredict = _ =>
            {
                Interlocked.Increment(ref made);
                most = Math.Max(most, Interlocked.Increment(ref inside));
                Thread.Yield();
                Interlocked.Decrement(ref inside);
            },
        });
        await using var lane = new LaneHost(Lane, "cuda:0", factory, TimeProvider.System, new LaneOptions { LargestBatch = 1 });
        await lane.StartAsync();
        var lanes = new SiloLanes([lane]);
        // A directory of grains that was split for a moment may have made two.
        InferenceGrain[] twins = [new(lanes, StubContext.Of(Lane)), new(lanes, StubContext.Of(Lane))];
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.In("model"), "stands for weights");
        var model = new ModelReference(folder.In("model"), RunFingerprints.OfFile(folder.In("model")));
        using var pixels = new Plane<float>(32, 32);

        LocalReference<TilePrediction>[] answers = await Task.WhenAll(Enumerable.Range(0, 40).Select(i => twins[i % 2].PredictAsync(
            new LocalReference<TileWork>(new TileWork(model, new TileInput(pixels, []), "P1", PlatePriority.Normal)), CancellationToken.None)));

        Assert.Equal(1, most);
        Assert.Equal(40, made);
        Assert.Equal(40, lane.Figures.Tiles);
        Assert.All(answers, answer => answer.Value.Dispose());
    }

    [Fact]
    public async Task PredictAsync_CallerGaveUp_DropsItsPlanes()
    {
        using var giveUp = new CancellationTokenSource();
        var factory = new FakePredictorFactory(_ => new FakePredictor { BeforePredict = _ => giveUp.Cancel() }); // gives up while the tile is with the device
        await using var lane = new LaneHost(Lane, "cuda:0", factory, TimeProvider.System, new LaneOptions { LargestBatch = 1 });
        await lane.StartAsync();
        var grain = new InferenceGrain(new SiloLanes([lane]), StubContext.Of(Lane));
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.In("model"), "stands for weights");
        var model = new ModelReference(folder.In("model"), RunFingerprints.OfFile(folder.In("model")));
        var pixels = new Plane<float>(32, 32);

        Task<LocalReference<TilePrediction>> answer = grain.PredictAsync(
            new LocalReference<TileWork>(new TileWork(model, new TileInput(pixels, []), "P1", PlatePriority.Normal)), giveUp.Token);
        pixels.Dispose(); // the caller drops its tile at once; the grain keeps it as long as the device reads it

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => answer);
        Assert.Equal(1, lane.Figures.Tiles);
        Assert.Throws<ObjectDisposedException>(pixels.Retain);
    }

    /// <summary>The context of an activation that has nothing but a key.</summary>
    public class StubContext : DispatchProxy
    {
        private GrainId _id;

        internal static IGrainContext Of(string key)
        {
            IGrainContext context = Create<IGrainContext, StubContext>();
            ((StubContext)(object)context)._id = GrainId.Create("lane", key);
            return context;
        }

        /// <inheritdoc/>
        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) => targetMethod?.Name switch
        {
            "get_GrainId" => _id,
            "get_ActivationServices" => new ServiceCollection().AddSingleton(Create<IGrainRuntime, StubContext>()).BuildServiceProvider(),
            _ => throw new NotSupportedException(targetMethod?.Name),
        };
    }
}
