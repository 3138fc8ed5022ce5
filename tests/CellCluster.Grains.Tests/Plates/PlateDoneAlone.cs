namespace CellCluster.Grains.Tests.Plates;

/// <summary>A plate, and its manifest by one silo alone: what every test of a failure compares with. Each writes to an output of its own.</summary>
public sealed class PlateDoneAlone : IAsyncLifetime
{
    private readonly ClusterPlate _plate = new();

    /// <summary>The manifest.</summary>
    public string Manifest { get; private set; } = "";

    /// <summary>The plate; nobody changes its files.</summary>
    internal ClusterPlate Plate => _plate;

    public async ValueTask InitializeAsync() => Manifest = await _plate.AloneAsync();

    public ValueTask DisposeAsync()
    {
        _plate.Dispose();
        return ValueTask.CompletedTask;
    }
}
