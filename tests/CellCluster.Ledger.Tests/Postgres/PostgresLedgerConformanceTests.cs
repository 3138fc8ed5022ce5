using CellCluster.Pipeline;

namespace CellCluster.Ledger.Tests;

/// <summary>The conformance suite on PostgreSQL.</summary>
public sealed class PostgresLedgerConformanceTests : LedgerConformanceTests
{
    private ClusterAddress? _address;

    /// <inheritdoc/>
    protected override async Task<ILedger> OpenLedgerAsync() =>
        await PostgresLedger.OpenAsync(_address ??= await PostgresSchemas.NewMigratedAsync(), Time, TestContext.Current.CancellationToken);
}
