using CellCluster.Pipeline;
using CellCluster.Plates;
using static CellCluster.Ledger.Tests.LedgerExamples;

namespace CellCluster.Ledger.Tests;

/// <summary>Epochs and attempts.</summary>
public abstract partial class LedgerConformanceTests
{
    [Fact]
    public async Task TakeEpoch_EachTime_IsOneAboveTheLast()
    {
        await StartAsync();
        Assert.Equal(2, await Ledger.TakeEpochAsync(PlateId, "other", Cancellation));
        await ReopenAsync();
        Assert.Equal(3, await Ledger.TakeEpochAsync(PlateId, "third", Cancellation));
        Assert.Equal(3, (await Ledger.FindPlateAsync(PlateId, Cancellation))!.Epoch);
    }

    [Fact]
    public async Task EveryChange_OfAStaleEpoch_IsRefusedAndChangesNothing()
    {
        long old = await StartAsync(2);
        FieldClaim claim = await ClaimOneAsync(old, Fields(2)[0]);
        long newest = await Ledger.TakeEpochAsync(PlateId, "newer", Cancellation);
        Func<Task>[] changes =
        [
            () => Ledger.FreezeNormalisationAsync(PlateId, old, new FrozenNormalisation(1, 2, 3, 4, []), Cancellation),
            () => Ledger.ClaimAsync(PlateId, old, Fields(2), Cancellation),
            () => Ledger.ReturnAsync(PlateId, old, [claim], Cancellation),
            () => Ledger.FailAttemptAsync(PlateId, old, claim, "late", Cancellation),
            () => Ledger.CommitFieldAsync(PlateId, old, Done(claim), Cancellation),
            () => Ledger.CompletePlateAsync(PlateId, old, Completion(PlateState.Complete), Cancellation),
            () => Ledger.ReopenGapsAsync(PlateId, old, Cancellation),
            () => Ledger.CancelPlateAsync(PlateId, old, Cancellation),
            () => Ledger.SaveBatchSummaryAsync("B1", PlateId, old, new byte[] { 1 }, Cancellation),
        ];

        foreach (Func<Task> change in changes)
        {
            StaleEpochException stale = await Assert.ThrowsAsync<StaleEpochException>(change);
            Assert.Equal((PlateId, old, newest), (stale.PlateId, stale.Epoch, stale.Newest));
        }

        Assert.Equal(new FieldCounts(1, 1, 0, 0), await Ledger.CountFieldsAsync(PlateId, Cancellation));
        PlateRecord plate = (await Ledger.FindPlateAsync(PlateId, Cancellation))!;
        Assert.Equal((PlateState.Running, 0), (plate.State, plate.Revision));
        Assert.Null(plate.Normalisation);
        Assert.Empty(await Ledger.ReadBatchSummariesAsync("B1", Cancellation));
    }

    [Fact]
    public async Task Change_OfAnEpochThatWasNeverGiven_IsRefused()
    {
        long epoch = await StartAsync();
        await Assert.ThrowsAsync<StaleEpochException>(() => Ledger.ClaimAsync(PlateId, epoch + 1, Fields(1), Cancellation));
        await Ledger.OpenPlateAsync(Plate(1, "P043"), Cancellation);
        await Assert.ThrowsAsync<StaleEpochException>(() => Ledger.ClaimAsync("P043", 0, Fields(1), Cancellation));
    }

    [Fact]
    public async Task Claim_Expected_GivesFirstAttemptsInTheOrderAskedFor()
    {
        long epoch = await StartAsync(4);
        FieldKey[] asked = [Fields(4)[3], Fields(4)[0], Fields(4)[3]];

        IReadOnlyList<FieldClaim> claims = await Ledger.ClaimAsync(PlateId, epoch, asked, Cancellation);

        Assert.Equal([new FieldClaim(asked[0], 1, 0), new FieldClaim(asked[1], 1, 0)], claims);
        FieldRecord field = await FieldAsync(asked[0]);
        Assert.Equal((FieldState.Claimed, 1, 0), (field.State, field.Attempts, field.LostAttempts));
    }

    [Fact]
    public async Task Claim_ClaimedDoneOrGap_IsLeftOut()
    {
        long epoch = await StartAsync(4);
        IReadOnlyList<FieldClaim> claims = await Ledger.ClaimAsync(PlateId, epoch, Fields(3), Cancellation);
        await Ledger.CommitFieldAsync(PlateId, epoch, Done(claims[0]), Cancellation);
        await Ledger.CommitFieldAsync(PlateId, epoch, Gap(claims[1]), Cancellation);

        IReadOnlyList<FieldClaim> second = await Ledger.ClaimAsync(PlateId, epoch, Fields(4), Cancellation);

        Assert.Equal([new FieldClaim(Fields(4)[3], 1, 0)], second);
    }

    [Fact]
    public async Task Claim_FieldThatIsNotExpected_IsAnErrorAndClaimsNothing()
    {
        long epoch = await StartAsync(2);

        KeyNotFoundException error = await Assert.ThrowsAsync<KeyNotFoundException>(() => Ledger.ClaimAsync(PlateId, epoch, Fields(3), Cancellation));

        Assert.Contains("well A02, field 1", error.Message, StringComparison.Ordinal);
        Assert.Equal(2, (await Ledger.CountFieldsAsync(PlateId, Cancellation)).Expected);
    }

    [Fact]
    public async Task Claim_OfAnOlderEpoch_IsClaimedAnewAndCountsAsLost()
    {
        FieldKey key = Fields(1)[0];
        await ClaimOneAsync(await StartAsync(), key);

        long epoch = await Ledger.TakeEpochAsync(PlateId, "newer", Cancellation);
        FieldClaim claim = await ClaimOneAsync(epoch, key);

        Assert.Equal(new FieldClaim(key, 2, 1), claim);
        FieldRecord field = await FieldAsync(key);
        Assert.Equal((FieldState.Claimed, 2, 1), (field.State, field.Attempts, field.LostAttempts));
    }

    [Fact]
    public async Task Claim_AfterThreeLostAttempts_MakesTheFieldAGap()
    {
        FieldKey key = Fields(1)[0];
        await ClaimOneAsync(await StartAsync(), key);
        for (int i = 0; i < 2; i++)
        {
            await ReopenAsync();
            await ClaimOneAsync(await Ledger.TakeEpochAsync(PlateId, "again", Cancellation), key);
        }

        long epoch = await Ledger.TakeEpochAsync(PlateId, "fourth", Cancellation);
        Assert.Empty(await Ledger.ClaimAsync(PlateId, epoch, [key], Cancellation));

        FieldRecord field = await FieldAsync(key);
        Assert.Equal((FieldState.Gap, 3, 3), (field.State, field.Attempts, field.LostAttempts));
        Assert.Equal(GapCode.Failed, field.Outcome!.Gap);
        Assert.Equal("the process ended three times while it was worked on", field.Outcome.Reason);
        Assert.Equal(new FieldClaim(key, 3, 3), field.Outcome.Claim);
    }

    [Fact]
    public async Task FailAttempt_ThirdTime_MakesTheFieldAGapWithTheLastReason()
    {
        FieldKey key = Fields(1)[0];
        long epoch = await StartAsync();
        for (int attempt = 1; attempt <= 2; attempt++)
        {
            FieldClaim claim = await ClaimOneAsync(epoch, key);
            Assert.Equal(attempt, claim.Attempt);
            Assert.Equal(FieldState.Expected, await Ledger.FailAttemptAsync(PlateId, epoch, claim, $"reason {attempt}", Cancellation));
        }
        FieldClaim third = await ClaimOneAsync(epoch, key);
        Assert.Equal(FieldState.Gap, await Ledger.FailAttemptAsync(PlateId, epoch, third, "reason 3", Cancellation));

        FieldRecord field = await FieldAsync(key);
        Assert.Equal((FieldState.Gap, 3, 0), (field.State, field.Attempts, field.LostAttempts));
        Assert.Equal((GapCode.Failed, "reason 3", third), (field.Outcome!.Gap, field.Outcome.Reason, field.Outcome.Claim));
    }

    [Fact]
    public async Task FailAttempt_LostAndFailed_CountTogether()
    {
        FieldKey key = Fields(1)[0];
        await ClaimOneAsync(await StartAsync(), key);
        long epoch = await Ledger.TakeEpochAsync(PlateId, "newer", Cancellation);
        await Ledger.FailAttemptAsync(PlateId, epoch, await ClaimOneAsync(epoch, key), "out of memory", Cancellation);
        FieldClaim third = await ClaimOneAsync(epoch, key);
        Assert.Equal(new FieldClaim(key, 3, 1), third);

        Assert.Equal(FieldState.Gap, await Ledger.FailAttemptAsync(PlateId, epoch, third, "no tile came back", Cancellation));

        Assert.Equal("the process ended once while it was worked on; else: no tile came back", (await FieldAsync(key)).Outcome!.Reason);
    }

    [Fact]
    public async Task FailAttempt_Twice_CountsOnce()
    {
        FieldKey key = Fields(1)[0];
        long epoch = await StartAsync();
        FieldClaim claim = await ClaimOneAsync(epoch, key);

        await Ledger.FailAttemptAsync(PlateId, epoch, claim, "first", Cancellation);
        FieldClaim next = await ClaimOneAsync(epoch, key);
        Assert.Equal(FieldState.Claimed, await Ledger.FailAttemptAsync(PlateId, epoch, claim, "first, once more", Cancellation));

        Assert.Equal(2, next.Attempt);
        Assert.Equal((FieldState.Claimed, 2), ((await FieldAsync(key)).State, (await FieldAsync(key)).Attempts));
    }

    [Fact]
    public async Task Return_AnyNumberOfTimes_DoesNotCount()
    {
        FieldKey key = Fields(1)[0];
        long epoch = await StartAsync();
        for (int i = 1; i <= 5; i++)
        {
            FieldClaim claim = await ClaimOneAsync(epoch, key);
            Assert.Equal((i, 0), (claim.Attempt, claim.LostAttempts));
            await Ledger.ReturnAsync(PlateId, epoch, [claim], Cancellation);
            Assert.Equal((FieldState.Expected, 0), ((await FieldAsync(key)).State, (await FieldAsync(key)).Attempts));
        }
    }

    [Fact]
    public async Task Return_OfAnAttemptThatWasOvertaken_LeavesTheNewOne()
    {
        FieldKey key = Fields(1)[0];
        FieldClaim old = await ClaimOneAsync(await StartAsync(), key);
        long epoch = await Ledger.TakeEpochAsync(PlateId, "newer", Cancellation);
        await ClaimOneAsync(epoch, key);

        await Ledger.ReturnAsync(PlateId, epoch, [old], Cancellation);

        Assert.Equal((FieldState.Claimed, 2, 1), ((await FieldAsync(key)).State, (await FieldAsync(key)).Attempts, (await FieldAsync(key)).LostAttempts));
    }
}
