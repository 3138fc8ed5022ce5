using CellCluster.Pipeline;

namespace CellCluster.Grains.Tests.Events;

/// <summary>Writes events into a ledger's outbox by the only way there is: a plate's completion. A plate without fields is complete at once.</summary>
internal static class OutboxSamples
{
    /// <summary>Events with the ids <c>plate/1</c>, <c>plate/2</c>, …</summary>
    public static async Task OweAsync(ILedger ledger, string plate, int count)
    {
        var fingerprint = new RunFingerprint("f", new Dictionary<string, string>());
        await ledger.OpenPlateAsync(new PlateDefinition(plate, plate, fingerprint, "{}", []), CancellationToken.None);
        long epoch = await ledger.TakeEpochAsync(plate, "test", CancellationToken.None);
        OutboxEvent[] owed = [.. Enumerable.Range(1, count).Select(i => new OutboxEvent(0, $"{plate}/{i}", "cellcluster.plate.completed.v1", plate, DateTimeOffset.UnixEpoch, "{}"))];
        await ledger.CompletePlateAsync(plate, epoch, new PlateCompletion(PlateState.Complete, "hash", owed), CancellationToken.None);
    }
}
