using CellCluster.TestKit;

namespace CellCluster.Grains.Tests.Plates;

/// <summary>Lets some tiles through on all lanes together and holds the others until it is opened: a plate that is really in the middle.</summary>
internal sealed class TileGate(int letThrough) : IDisposable
{
    private readonly ManualResetEventSlim _open = new();
    private int _tiles;

    /// <summary>Makes predictors that pass the gate.</summary>
    public FakePredictorFactory Factory => new(_ => new FakePredictor { BeforePredict = _ => Pass() });

    /// <summary>True when somebody stands before it.</summary>
    public bool IsReached => Volatile.Read(ref _tiles) > letThrough;

    /// <summary>Lets everything through.</summary>
    public void Open() => _open.Set();

    public void Dispose() => _open.Set(); // whoever still waits must not wait for ever

    private void Pass()
    {
        if (Interlocked.Increment(ref _tiles) > letThrough)
        {
            _open.Wait();
        }
    }
}
