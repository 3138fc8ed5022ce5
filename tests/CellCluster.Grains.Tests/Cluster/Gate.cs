using CellCluster.Pipeline;
using CellCluster.TestKit;

namespace CellCluster.Grains.Tests.Cluster;

/// <summary>Lets a stated number of tiles through all lanes that it guards, so that a test can look at a cluster that stands still.</summary>
internal sealed class Gate : IDisposable
{
    private readonly SemaphoreSlim _permits = new(0);

    /// <summary>Lanes of one tile a batch, so that a permit is a tile.</summary>
    public static LaneOptions Lane { get; } = new() { LargestBatch = 1 };

    public FakePredictorFactory Factory => new(_ => new FakePredictor { BeforePredict = _ => _permits.Wait() });

    public void Let(int tiles) => _permits.Release(tiles);

    public void Open() => _permits.Release(1_000_000);

    public void Dispose()
    {
        Open(); // a lane that waits here would never stop
    }
}
