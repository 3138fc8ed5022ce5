using CellCluster.Analysis;
using CellCluster.Pipeline;
using CellCluster.Plates;
using static CellCluster.Ledger.Tests.LedgerExamples;

namespace CellCluster.Ledger.Tests;

/// <summary>Outcomes of fields.</summary>
public abstract partial class LedgerConformanceTests
{
    [Fact]
    public async Task CommitField_Done_IsReadAsItWasWritten()
    {
        long epoch = await StartAsync();
        FieldOutcome written = Done(await ClaimOneAsync(epoch, Fields(4)[1]));

        await Ledger.CommitFieldAsync(PlateId, epoch, written, Cancellation);
        await ReopenAsync();

        FieldRecord field = await FieldAsync(Fields(4)[1]);
        Assert.Equal((FieldState.Done, 1, 0), (field.State, field.Attempts, field.LostAttempts));
        OutcomeAssert.Equal(written, field.Outcome);
    }

    [Fact]
    public async Task CommitField_Gap_IsReadAsItWasWritten()
    {
        long epoch = await StartAsync();
        foreach (GapCode code in Enum.GetValues<GapCode>().Take(4))
        {
            FieldOutcome written = Gap(await ClaimOneAsync(epoch, Fields(4)[(int)code]), code, $"why {code}");
            await Ledger.CommitFieldAsync(PlateId, epoch, written, Cancellation);
            OutcomeAssert.Equal(written, (await FieldAsync(written.Claim.Key)).Outcome);
        }
        Assert.Equal(new FieldCounts(0, 0, 0, 4), await Ledger.CountFieldsAsync(PlateId, Cancellation));
    }

    [Fact]
    public async Task CommitField_AnyDouble_ComesBackBitForBit()
    {
        double[] values =
        [
            0.0, -0.0, 1.0, -1.0, 3.0, 1e15, 9007199254740993.0, 1e300, double.MaxValue, double.MinValue, double.Epsilon, -double.Epsilon, 0.1, 1.0 / 3, Math.PI,
            double.PositiveInfinity, double.NegativeInfinity, double.NaN, 9223372036854775807.0, -9223372036854775808.0, 2.2250738585072014e-308,
        ];
        long epoch = await StartAsync();
        FieldClaim claim = await ClaimOneAsync(epoch, Fields(1)[0]);
        MetricValue[] metrics = [.. values.Select((value, i) => new MetricValue((Organelle)(i % 3), $"m{i}", value))];

        await Ledger.CommitFieldAsync(PlateId, epoch, Done(claim) with { Metrics = metrics }, Cancellation);

        IReadOnlyList<MetricValue> read = (await FieldAsync(claim.Key)).Outcome!.Metrics;
        Assert.Equal(values.Select(BitConverter.DoubleToInt64Bits), read.Select(metric => BitConverter.DoubleToInt64Bits(metric.Value)));
        Assert.Equal(metrics.Select(metric => (metric.Organelle, metric.Name)), read.Select(metric => (metric.Organelle, metric.Name)));
    }

    [Fact]
    public async Task CommitField_Again_ChangesNothing()
    {
        long epoch = await StartAsync();
        FieldOutcome first = Done(await ClaimOneAsync(epoch, Fields(1)[0]));
        await Ledger.CommitFieldAsync(PlateId, epoch, first, Cancellation);

        await Ledger.CommitFieldAsync(PlateId, epoch, first, Cancellation);
        await Ledger.CommitFieldAsync(PlateId, epoch, Gap(first.Claim), Cancellation);

        OutcomeAssert.Equal(first, (await FieldAsync(Fields(1)[0])).Outcome);
        Assert.Equal(new FieldCounts(3, 0, 1, 0), await Ledger.CountFieldsAsync(PlateId, Cancellation));
        Assert.Equal(FieldState.Done, await Ledger.FailAttemptAsync(PlateId, epoch, first.Claim, "late", Cancellation));
    }

    [Fact]
    public async Task CommitField_OfAnAttemptTakenForLost_IsAdoptedAndFreesTheNewOne()
    {
        FieldKey key = Fields(1)[0];
        FieldClaim old = await ClaimOneAsync(await StartAsync(), key);
        long epoch = await Ledger.TakeEpochAsync(PlateId, "newer", Cancellation);
        FieldClaim newer = await ClaimOneAsync(epoch, key);

        await Ledger.CommitFieldAsync(PlateId, epoch, Done(old), Cancellation);
        await Ledger.CommitFieldAsync(PlateId, epoch, Gap(newer), Cancellation);

        FieldRecord field = await FieldAsync(key);
        Assert.Equal((FieldState.Done, 1, 0), (field.State, field.Attempts, field.LostAttempts));
        OutcomeAssert.Equal(Done(old), field.Outcome);
    }

    [Fact]
    public async Task CommitField_NeverClaimed_IsAnError()
    {
        long epoch = await StartAsync();
        await Assert.ThrowsAsync<InvalidOperationException>(
            () => Ledger.CommitFieldAsync(PlateId, epoch, Done(new FieldClaim(Fields(1)[0], 1, 0)), Cancellation));
        Assert.Equal(4, (await Ledger.CountFieldsAsync(PlateId, Cancellation)).Expected);
    }

    [Fact]
    public async Task CommitField_ContradictoryState_IsAnError()
    {
        long epoch = await StartAsync();
        FieldClaim claim = await ClaimOneAsync(epoch, Fields(1)[0]);
        FieldOutcome[] contradictions =
        [
            Done(claim) with { Gap = GapCode.Blank },
            Gap(claim) with { Gap = null },
            Done(claim) with { State = FieldState.Claimed },
        ];
        foreach (FieldOutcome contradiction in contradictions)
        {
            await Assert.ThrowsAsync<ArgumentException>(() => Ledger.CommitFieldAsync(PlateId, epoch, contradiction, Cancellation));
        }
    }

    [Fact]
    public async Task ReadFields_MorePagesThanOne_GivesEachFieldOnceInOrder()
    {
        long epoch = await StartAsync(200);
        foreach (FieldClaim claim in await Ledger.ClaimAsync(PlateId, epoch, [.. Fields(200).Reverse().Take(150)], Cancellation))
        {
            await Ledger.CommitFieldAsync(PlateId, epoch, Done(claim), Cancellation);
        }

        List<FieldRecord> fields = await Ledger.ReadFieldsAsync(PlateId, Cancellation).ToListAsync();

        Assert.Equal(Fields(200), fields.Select(field => field.Key));
        Assert.Equal(150, fields.Count(field => field.State == FieldState.Done));
        Assert.All(fields.Where(field => field.State == FieldState.Done), field => OutcomeAssert.Equal(Done(new FieldClaim(field.Key, 1, 0)), field.Outcome));
    }

    [Fact]
    public async Task ReadFields_WhileFieldsAreCommitted_SeesOneMoment()
    {
        long epoch = await StartAsync(200);
        IReadOnlyList<FieldClaim> claims = await Ledger.ClaimAsync(PlateId, epoch, Fields(200), Cancellation);
        int done = 0;
        await foreach (FieldRecord field in Ledger.ReadFieldsAsync(PlateId, Cancellation))
        {
            await Ledger.CommitFieldAsync(PlateId, epoch, Done(claims[^(done + 1)]), Cancellation);
            done++;
            Assert.Equal(FieldState.Claimed, field.State);
        }
        Assert.Equal(200, (await Ledger.CountFieldsAsync(PlateId, Cancellation)).Done);
    }

    [Fact]
    public async Task ReadFields_LeftEarly_LeavesTheLedgerUsable()
    {
        long epoch = await StartAsync(200);
        await foreach (FieldRecord field in Ledger.ReadFieldsAsync(PlateId, Cancellation))
        {
            Assert.Equal(Fields(1)[0], field.Key);
            break;
        }
        await ClaimOneAsync(epoch, Fields(1)[0]);
        Assert.Equal(200, (await Ledger.ReadFieldsAsync(PlateId, Cancellation).ToListAsync()).Count);
    }
}
