using CellCluster.Grains;
using CellCluster.Pipeline;

namespace CellCluster.Hosting;

/// <summary>What a silo holds beside its host: lanes and its door to the ledger. Given back in reverse order.</summary>
internal sealed class SiloResources : IAsyncDisposable
{
    private readonly List<IAsyncDisposable> _held = [];

    /// <summary>Started lanes.</summary>
    public SiloLanes Lanes { get; private set; } = new([]);

    /// <summary>The ledger.</summary>
    public ILedger? Ledger { get; private set; }

    /// <summary>Starts the lanes of a silo: each finds its device; no model is loaded yet.</summary>
    /// <exception cref="DeviceUnavailableException">A device is not there.</exception>
    public async Task TakeLanesAsync(SiloOptions options, IPredictorFactory factory, TimeProvider time)
    {
        var lanes = new List<LaneHost>();
        foreach (string device in options.Lanes)
        {
            var lane = new LaneHost(SlotName.Lane(options.Name, device), device, factory, time);
            lanes.Add(lane);
            _held.Add(lane);
            await lane.StartAsync();
        }
        Lanes = new SiloLanes(lanes, options.SlotsPerLane);
    }

    /// <summary>Keeps the ledger until the silo ends.</summary>
    public void Take(ILedger ledger)
    {
        Ledger = ledger;
        _held.Add(ledger);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        for (int i = _held.Count - 1; i >= 0; i--)
        {
            await _held[i].DisposeAsync();
        }
        _held.Clear();
    }
}
