using CellCluster.Analysis;
using CellCluster.Pipeline;

namespace CellCluster.Grains;

/// <inheritdoc cref="IDriftGrain"/>
[RolePlacement(SiloRoles.Plate)]
internal sealed class DriftGrain(ILedger ledger) : Grain, IDriftGrain
{
    public async Task<BatchSummary> AddPlateAsync(string plateId, long epoch, byte[] summary)
    {
        string batch = this.GetPrimaryKeyString();
        await ledger.SaveBatchSummaryAsync(batch, plateId, epoch, summary, CancellationToken.None);
        IReadOnlyDictionary<string, byte[]> summaries = await ledger.ReadBatchSummariesAsync(batch, CancellationToken.None);
        EmbeddingAccumulator? merged = null;
        foreach (byte[] bytes in summaries.Values)
        {
            EmbeddingAccumulator plate = EmbeddingAccumulator.FromBytes(bytes);
            if (merged is null)
            {
                merged = plate;
            }
            else
            {
                merged.Merge(plate);
            }
        }
        return new BatchSummary(batch, [.. summaries.Keys.Order(StringComparer.Ordinal)], merged?.FieldCount ?? 0, merged?.ToBytes() ?? []);
    }
}
