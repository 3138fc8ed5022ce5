using Npgsql;

namespace CellCluster.Ledger;

/// <summary>A transaction whose work is done but for its last statements.</summary>
/// <param name="Result">What its caller gets when it is committed.</param>
/// <param name="Number">Its number on the server (xid8); null when nothing was locked or changed: then it does not matter what becomes of the commit.</param>
/// <param name="Last">Statements that are still to be sent, possibly none; the commit is sent behind them.</param>
internal sealed record OpenTransaction<T>(T Result, string? Number, NpgsqlBatch Last);

/// <inheritdoc cref="OpenTransaction{T}"/>
internal static class OpenTransaction
{
    /// <summary>Asks the transaction's number, after its first lock or change.</summary>
    public const string AskNumber = "SELECT pg_current_xact_id_if_assigned()::text";
}
