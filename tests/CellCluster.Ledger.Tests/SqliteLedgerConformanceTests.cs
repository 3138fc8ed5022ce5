using CellCluster.Pipeline;

namespace CellCluster.Ledger.Tests;

/// <summary>The conformance suite on SQLite.</summary>
public sealed class SqliteLedgerConformanceTests : LedgerConformanceTests
{
    private readonly LedgerFolder _folder = new();

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        _folder.Dispose();
    }

    /// <inheritdoc/>
    protected override async Task<ILedger> OpenLedgerAsync() => await SqliteLedger.OpenAsync(_folder.Path, Time, TestContext.Current.CancellationToken);
}
