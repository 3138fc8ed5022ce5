using System.Net;
using CellCluster.Pipeline;
using CellCluster.Plates;
using Orleans.Runtime;

namespace CellCluster.Grains.Tests.Plates;

public sealed class WorkInHandTests
{
    private static readonly SiloAddress s_one = SiloAddress.New(IPAddress.Loopback, 1, 1);
    private static readonly SiloAddress s_two = SiloAddress.New(IPAddress.Loopback, 2, 1);

    [Fact]
    public void Report_OfAnotherAttempt_FindsNothingAndLeavesTheSlotHeld()
    {
        var work = new WorkInHand();
        work.Put(At("a/cpu:0#0", s_one, field: 1, attempt: 2));

        Assert.False(work.TryTake(Report("a/cpu:0#0", field: 1, attempt: 1), out _));
        Assert.Equal(["a/cpu:0#0"], work.Held);
        Assert.True(work.TryTake(Report("a/cpu:0#0", field: 1, attempt: 2), out Assignment? taken));
        Assert.Equal(2, taken!.Claim.Attempt);
        Assert.Empty(work.Held);
    }

    [Fact]
    public void Slot_ThatIsAskedForOneFieldWhileItWorksOnAnother_LosesNeither()
    {
        var work = new WorkInHand();
        Assignment asked = At("a/cpu:0#0", null, field: 1);
        work.Put(asked);
        work.Put(At("a/cpu:0#0", s_one, field: 2)); // found there after a move

        Assert.True(work.Remove(asked)); // refused: handed back
        Assert.True(work.Has(Key(2)));
        Assert.False(work.IsFree("a/cpu:0#0"));
    }

    [Fact]
    public void SiloThatDied_TakesItsFieldsAndItsHangingSlotsWithIt()
    {
        var work = new WorkInHand();
        Assignment hangs = At("a/cpu:0#0", s_one, field: 1);
        work.Put(hangs);
        work.Put(At("a/cpu:0#1", s_one, field: 2));
        work.Put(At("b/cpu:0#0", s_two, field: 3));
        work.Put(At("b/cpu:0#1", null, field: 4)); // on its way: nobody knows where it will run
        work.Hang(hangs);

        Assert.Equal(["a/cpu:0#0", "a/cpu:0#1", "b/cpu:0#0", "b/cpu:0#1"], work.Held);
        IReadOnlyList<Assignment> lost = work.TakeLost(silo => silo.Equals(s_one));

        Assert.Equal(["a/cpu:0#1"], lost.Select(assignment => assignment.Slot));
        Assert.Equal(["b/cpu:0#0", "b/cpu:0#1"], work.Held);
    }

    [Fact]
    public void SlotThatHung_IsFreeWhenItReportsAtLast()
    {
        var work = new WorkInHand();
        Assignment hangs = At("a/cpu:0#0", s_one, field: 1);
        work.Put(hangs);
        work.Hang(hangs);

        Assert.False(work.IsFree("a/cpu:0#0"));
        Assert.False(work.TryTake(Report("a/cpu:0#0", field: 1, attempt: 1), out _));
        Assert.True(work.IsFree("a/cpu:0#0"));
    }

    [Fact]
    public void UnfitSilos_AreAskedAgainWhenTheLatestIsOldEnough()
    {
        var unfit = new UnfitSilos();
        DateTimeOffset start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
        unfit.Add("b", "no mount", start);
        unfit.Add("a", "other version", start + TimeSpan.FromSeconds(20));

        Assert.Equal(["silo a: other version", "silo b: no mount"], unfit.Lines);
        Assert.False(unfit.AreStale(start + TimeSpan.FromSeconds(40), TimeSpan.FromSeconds(30)));
        Assert.True(unfit.AreStale(start + TimeSpan.FromSeconds(51), TimeSpan.FromSeconds(30)));
    }

    [Fact]
    public void Queue_AfterALaneFailed_OffersItTheFieldOnlyWhenNoOtherIsLeft()
    {
        var queue = new FieldQueue();
        queue.Add(Key(1), isSuspect: false);
        queue.Add(Key(2), isSuspect: false);

        Assert.True(queue.IsFirstFailure(Key(1), "a/cpu:0"));
        Assert.False(queue.IsFirstFailure(Key(1), "a/cpu:0"));
        Assert.True(queue.TryTake(0, "a/cpu:0", out FieldKey first));
        Assert.True(queue.TryTake(1, "a/cpu:0", out FieldKey second));
        Assert.Equal((Key(2), Key(1)), (first, second));
    }

    private static FieldKey Key(int field) => new(1, new WellId(0, 0), new FieldIndex(field));

    private static Assignment At(string slot, SiloAddress? silo, int field, int attempt = 1) => new(slot, silo, 1, new FieldClaim(Key(field), attempt, 0));

    private static FieldReport Report(string slot, int field, int attempt) => new(slot, 1, new FieldClaim(Key(field), attempt, 0), AttemptEnd.Returned, null, "");
}
