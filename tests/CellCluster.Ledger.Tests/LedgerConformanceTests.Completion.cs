using CellCluster.Pipeline;
using CellCluster.Plates;
using static CellCluster.Ledger.Tests.LedgerExamples;

namespace CellCluster.Ledger.Tests;

/// <summary>Completion, reopened gaps, forgetting, and the outbox.</summary>
public abstract partial class LedgerConformanceTests
{
    [Fact]
    public async Task CompletePlate_UnsettledField_IsRefusedAndOwesNothing()
    {
        long epoch = await StartAsync(2);
        await Ledger.CommitFieldAsync(PlateId, epoch, Done(await ClaimOneAsync(epoch, Fields(1)[0])), Cancellation);

        InvalidOperationException error = await Assert.ThrowsAsync<InvalidOperationException>(
            () => Ledger.CompletePlateAsync(PlateId, epoch, Completion(PlateState.Complete), Cancellation));

        Assert.Contains("1 of 2 fields", error.Message, StringComparison.Ordinal);
        Assert.Empty(await Ledger.ReadOutboxAsync(0, 10, Cancellation));
        Assert.Equal(PlateState.Running, (await Ledger.FindPlateAsync(PlateId, Cancellation))!.State);
    }

    [Theory]
    [InlineData(0, PlateState.Complete, PlateState.CompleteWithGaps)]
    [InlineData(1, PlateState.CompleteWithGaps, PlateState.Complete)]
    public async Task CompletePlate_AllSettled_EndsInTheStateThatFits(int gaps, PlateState right, PlateState wrong)
    {
        long epoch = await StartAsync(2);
        await SettleAllAsync(epoch, gaps);
        await Assert.ThrowsAsync<InvalidOperationException>(() => Ledger.CompletePlateAsync(PlateId, epoch, Completion(wrong), Cancellation));
        Time.Advance(TimeSpan.FromMinutes(3));

        PlateRecord plate = await Ledger.CompletePlateAsync(PlateId, epoch, Completion(right), Cancellation);

        Assert.Equal((right, 1, Time.GetUtcNow()), (plate.State, plate.Revision, plate.CompletedAt));
        OutboxEvent owed = Assert.Single(await Ledger.ReadOutboxAsync(0, 10, Cancellation));
        Assert.Equal(Event("event-1") with { Sequence = owed.Sequence }, owed);
        Assert.True(owed.Sequence > 0);
    }

    [Fact]
    public async Task CompletePlate_Twice_GrowsTheRevisionOnce()
    {
        long epoch = await StartAsync(1);
        await SettleAllAsync(epoch, 0);
        await Ledger.CompletePlateAsync(PlateId, epoch, Completion(PlateState.Complete), Cancellation);

        Assert.Equal(1, (await Ledger.CompletePlateAsync(PlateId, epoch, Completion(PlateState.Complete), Cancellation)).Revision);
        await Assert.ThrowsAsync<InvalidOperationException>(
            () => Ledger.CompletePlateAsync(PlateId, epoch, Completion(PlateState.Complete, "event-2", manifest: "bb"), Cancellation));
        Assert.Single(await Ledger.ReadOutboxAsync(0, 10, Cancellation));
    }

    [Theory]
    [InlineData(0, PlateState.Complete)]
    [InlineData(1, PlateState.CompleteWithGaps)]
    public async Task ReopenOutputs_FinishedPlate_KeepsItsFieldsAndOwesAnEventForTheNewRevision(int gaps, PlateState state)
    {
        long epoch = await StartAsync(2);
        await SettleAllAsync(epoch, gaps);
        await Ledger.CompletePlateAsync(PlateId, epoch, Completion(state), Cancellation);
        FieldCounts before = await Ledger.CountFieldsAsync(PlateId, Cancellation);

        await Ledger.ReopenOutputsAsync(PlateId, epoch, "another plate map", Cancellation);

        Assert.Equal(PlateState.Running, (await Ledger.FindPlateAsync(PlateId, Cancellation))!.State);
        Assert.Equal(before, await Ledger.CountFieldsAsync(PlateId, Cancellation));
        PlateRecord again = await Ledger.CompletePlateAsync(PlateId, epoch, Completion(state, "event-2", manifest: "bb"), Cancellation);
        Assert.Equal((state, 2), (again.State, again.Revision));
        Assert.Equal(["event-1", "event-2"], (await Ledger.ReadOutboxAsync(0, 10, Cancellation)).Select(owed => owed.Id));
    }

    [Fact]
    public async Task ReopenOutputs_StaleEpochOrUnfinishedPlate_ChangesNothing()
    {
        long old = await StartAsync(1);
        await Ledger.ReopenOutputsAsync(PlateId, old, "another plate map", Cancellation);
        Assert.Equal(PlateState.Running, (await Ledger.FindPlateAsync(PlateId, Cancellation))!.State);
        await SettleAllAsync(old, 0);
        await Ledger.CompletePlateAsync(PlateId, old, Completion(PlateState.Complete), Cancellation);
        await Ledger.TakeEpochAsync(PlateId, "other", Cancellation);

        await Assert.ThrowsAsync<StaleEpochException>(() => Ledger.ReopenOutputsAsync(PlateId, old, "another plate map", Cancellation));
        Assert.Equal(PlateState.Complete, (await Ledger.FindPlateAsync(PlateId, Cancellation))!.State);
    }

    [Fact]
    public async Task Outbox_SameId_IsWrittenOnce()
    {
        long epoch = await StartAsync(1);
        await SettleAllAsync(epoch, 1);
        PlateCompletion completion = new(PlateState.CompleteWithGaps, "aa", [Event("a"), Event("b"), Event("a") with { Data = "{}" }]);
        await Ledger.CompletePlateAsync(PlateId, epoch, completion, Cancellation);
        await Ledger.ReopenGapsAsync(PlateId, epoch, Cancellation);
        await SettleAllAsync(epoch, 0);
        await Ledger.CompletePlateAsync(PlateId, epoch, new PlateCompletion(PlateState.Complete, "bb", [Event("b"), Event("c")]), Cancellation);

        IReadOnlyList<OutboxEvent> events = await Ledger.ReadOutboxAsync(0, 10, Cancellation);

        Assert.Equal("a b c", string.Join(' ', events.Select(owed => owed.Id)));
        Assert.Equal(Event("a").Data, events[0].Data);
        Assert.Equal("b", Assert.Single(await Ledger.ReadOutboxAsync(events[0].Sequence, 1, Cancellation)).Id);
        Assert.Empty(await Ledger.ReadOutboxAsync(events[2].Sequence, 10, Cancellation));
    }

    [Fact]
    public async Task ReopenGaps_FinishedPlate_StartsTheirAttemptsFromZero()
    {
        FieldKey key = Fields(1)[0];
        long epoch = await StartAsync(2);
        for (int i = 0; i < 3; i++)
        {
            await Ledger.FailAttemptAsync(PlateId, epoch, await ClaimOneAsync(epoch, key), "broken", Cancellation);
        }
        await SettleAllAsync(epoch, 0);
        await Ledger.CompletePlateAsync(PlateId, epoch, Completion(PlateState.CompleteWithGaps), Cancellation);

        Assert.Equal(1, await Ledger.ReopenGapsAsync(PlateId, epoch, Cancellation));

        Assert.Equal(PlateState.Running, (await Ledger.FindPlateAsync(PlateId, Cancellation))!.State);
        FieldRecord field = await FieldAsync(key);
        Assert.Equal((FieldState.Expected, 0, 0, null), (field.State, field.Attempts, field.LostAttempts, field.Outcome));
        for (int i = 0; i < 2; i++)
        {
            Assert.Equal(FieldState.Expected, await Ledger.FailAttemptAsync(PlateId, epoch, await ClaimOneAsync(epoch, key), "still", Cancellation));
        }
        await Ledger.CommitFieldAsync(PlateId, epoch, Done(await ClaimOneAsync(epoch, key)), Cancellation);
        PlateRecord plate = await Ledger.CompletePlateAsync(PlateId, epoch, Completion(PlateState.Complete, "event-2", "bb"), Cancellation);
        Assert.Equal((PlateState.Complete, 2), (plate.State, plate.Revision));
    }

    [Fact]
    public async Task ReopenGaps_LateReportOfAnEarlierRound_ChangesNothing()
    {
        FieldKey key = Fields(1)[0];
        long epoch = await StartAsync(1);
        FieldClaim old = await ClaimOneAsync(epoch, key);
        await Ledger.CommitFieldAsync(PlateId, epoch, Gap(old), Cancellation);
        await Ledger.ReopenGapsAsync(PlateId, epoch, Cancellation);
        FieldClaim claim = await ClaimOneAsync(epoch, key);

        Assert.NotEqual(old.Attempt, claim.Attempt);
        Assert.Equal(FieldState.Claimed, await Ledger.FailAttemptAsync(PlateId, epoch, old, "late", Cancellation));
    }

    [Fact]
    public async Task ReopenGaps_NoGaps_LeavesThePlateComplete()
    {
        long epoch = await StartAsync(1);
        await SettleAllAsync(epoch, 0);
        await Ledger.CompletePlateAsync(PlateId, epoch, Completion(PlateState.Complete), Cancellation);

        Assert.Equal(0, await Ledger.ReopenGapsAsync(PlateId, epoch, Cancellation));

        Assert.Equal(PlateState.Complete, (await Ledger.FindPlateAsync(PlateId, Cancellation))!.State);
    }

    [Fact]
    public async Task ForgetPlate_AnnouncedAgain_StartsOverButKeepsEpochsRevisionsAndOutbox()
    {
        long old = await StartAsync(1);
        await SettleAllAsync(old, 0);
        await Ledger.SaveBatchSummaryAsync("B1", PlateId, old, new byte[] { 1 }, Cancellation);
        await Ledger.CompletePlateAsync(PlateId, old, Completion(PlateState.Complete), Cancellation);

        await Ledger.ForgetPlateAsync(PlateId, Cancellation);

        Assert.Null(await Ledger.FindPlateAsync(PlateId, Cancellation));
        Assert.Empty(await Ledger.ReadBatchSummariesAsync("B1", Cancellation));
        Assert.Single(await Ledger.ReadOutboxAsync(0, 10, Cancellation));
        await Assert.ThrowsAsync<StaleEpochException>(() => Ledger.ClaimAsync(PlateId, old, Fields(1), Cancellation));

        PlateRecord again = await Ledger.OpenPlateAsync(Plate(3) with { Fingerprint = Fingerprint("w2") }, Cancellation);
        Assert.Equal((PlateState.Running, 0L, 1), (again.State, again.Epoch, again.Revision));
        Assert.Equal(new FieldCounts(3, 0, 0, 0), await Ledger.CountFieldsAsync(PlateId, Cancellation));
        Assert.Equal(old + 1, await Ledger.TakeEpochAsync(PlateId, "forced", Cancellation));
        await Assert.ThrowsAsync<StaleEpochException>(() => Ledger.ClaimAsync(PlateId, old, Fields(1), Cancellation));
    }

    [Fact]
    public async Task ForgetPlate_Unknown_ChangesNothing()
    {
        await StartAsync();
        await Ledger.ForgetPlateAsync("P043", Cancellation);
        Assert.Single(await Ledger.ListPlatesAsync(null, Cancellation));
    }
}
