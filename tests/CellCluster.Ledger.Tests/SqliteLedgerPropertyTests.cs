using CellCluster.Pipeline;

namespace CellCluster.Ledger.Tests;

/// <summary>The properties on SQLite.</summary>
public sealed class SqliteLedgerPropertyTests : LedgerPropertyTests, IDisposable
{
    private readonly LedgerFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    /// <inheritdoc/>
    protected override int Sequences => 150;

    /// <inheritdoc/>
    protected override async Task<ILedger> OpenLedgerAsync() => await SqliteLedger.OpenAsync(_folder.Path, TimeProvider.System, TestContext.Current.CancellationToken);
}
