using CellCluster.Pipeline;
using CellCluster.Plates;
using static CellCluster.Ledger.Tests.LedgerExamples;

namespace CellCluster.Ledger.Tests;

/// <summary>Many callers at once.</summary>
public abstract partial class LedgerConformanceTests
{
    [Fact]
    public async Task ManyCallers_ClaimingTheSameFields_GetEachFieldOnce()
    {
        long epoch = await StartAsync(200);

        IReadOnlyList<FieldClaim>[] claims = await Task.WhenAll(
            Enumerable.Range(0, 32).Select(_ => Task.Run(() => Ledger.ClaimAsync(PlateId, epoch, Fields(200), Cancellation))));

        Assert.Equal(Fields(200), claims.SelectMany(some => some).Select(claim => claim.Key).Order());
    }

    [Fact]
    public async Task ManyCallers_SomeRefused_WriteAllTheOthers()
    {
        long epoch = await StartAsync(300);
        IReadOnlyList<FieldClaim> claims = await Ledger.ClaimAsync(PlateId, epoch, Fields(300), Cancellation);
        int refusals = 0;

        await Parallel.ForEachAsync(Enumerable.Range(0, 300), new ParallelOptions { MaxDegreeOfParallelism = 64 }, async (i, _) =>
        {
            if (i % 3 == 0)
            {
                await Assert.ThrowsAsync<StaleEpochException>(() => Ledger.CommitFieldAsync(PlateId, epoch - 1, Done(claims[i]), Cancellation));
                Interlocked.Increment(ref refusals);
            }
            else
            {
                await Ledger.CommitFieldAsync(PlateId, epoch, Done(claims[i]), Cancellation);
                Assert.InRange((await Ledger.CountFieldsAsync(PlateId, Cancellation)).Done, 1, 200);
            }
        });

        Assert.Equal(100, refusals);
        Assert.Equal(new FieldCounts(0, 100, 200, 0), await Ledger.CountFieldsAsync(PlateId, Cancellation));
        List<FieldRecord> fields = await Ledger.ReadFieldsAsync(PlateId, Cancellation).ToListAsync();
        Assert.All(fields.Where((_, i) => i % 3 != 0), field => OutcomeAssert.Equal(Done(new FieldClaim(field.Key, 1, 0)), field.Outcome));
    }

    [Fact]
    public async Task ManyCallers_TakingEpochs_GetDifferentOnes()
    {
        await StartAsync();
        long[] epochs = await Task.WhenAll(Enumerable.Range(0, 32).Select(_ => Task.Run(() => Ledger.TakeEpochAsync(PlateId, "racer", Cancellation))));
        Assert.Equal(Enumerable.Range(2, 32).Select(epoch => (long)epoch), epochs.Order());
    }
}
