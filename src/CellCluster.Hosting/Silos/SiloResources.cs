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

    /// <summary>Opens the lanes of a silo.</summary>
    public void Take(SiloLanes lanes)
    {
        Lanes = lanes;
        _held.AddRange(lanes.All);
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
