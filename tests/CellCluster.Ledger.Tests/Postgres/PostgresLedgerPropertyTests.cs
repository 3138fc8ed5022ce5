using CellCluster.Pipeline;

namespace CellCluster.Ledger.Tests;

/// <summary>The properties on PostgreSQL.</summary>
public sealed class PostgresLedgerPropertyTests : LedgerPropertyTests
{
    /// <inheritdoc/>
    protected override int Sequences => 40;

    /// <inheritdoc/>
    protected override async Task<ILedger> OpenLedgerAsync() =>
        await PostgresLedger.OpenAsync(await PostgresSchemas.NewMigratedAsync(), TimeProvider.System, TestContext.Current.CancellationToken);
}
