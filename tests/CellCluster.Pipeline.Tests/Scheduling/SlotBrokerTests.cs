namespace CellCluster.Pipeline.Tests.Scheduling;

/// <summary>What the broker believes, how long, and what it tells.</summary>
public sealed class SlotBrokerTests
{
    private readonly BrokerScene _scene = new();

    [Fact]
    public void Request_SentTwice_ChangesNothing()
    {
        _scene.StartSilo("a", "cpu", 2, 2);
        ScenePlate plate = _scene.AddPlate("P1", PlatePriority.Normal, "cpu", 2);
        _scene.Ask(plate);
        string[] held = [.. plate.Held];

        SlotGrant again = _scene.Ask(plate);

        Assert.Empty(again.Slots);
        Assert.Equal(held, plate.Held);
        Assert.Equal(["a/cpu:0#0", "a/cpu:1#0"], held); // lanes fill evenly
        Assert.Equal(2, _scene.Broker.Owners.Count);
    }

    [Fact]
    public void Request_AnswerWasLost_GivesTheSameSlotsAgain()
    {
        _scene.StartSilo("a", "cpu", 1, 1);
        ScenePlate plate = _scene.AddPlate("P1", PlatePriority.Normal, "cpu", 1);
        SlotGrant lost = _scene.Broker.Request(plate.Request());

        SlotGrant again = _scene.Broker.Request(plate.Request());

        Assert.Equal(lost.Slots, again.Slots);
    }

    [Fact]
    public void Slot_FreedForAPlateThatSleeps_IsKeptAndThenGivenToTheNext()
    {
        _scene.StartSilo("a", "cpu", 1, 1);
        ScenePlate first = _scene.AddPlate("P1", PlatePriority.Normal, "cpu", 5);
        ScenePlate sleeper = _scene.AddPlate("P2", PlatePriority.Normal, "cpu", 5);
        _scene.Ask(first);
        _scene.Ask(sleeper);
        first.Held.Clear();

        Assert.Empty(_scene.Ask(first).Slots);
        Assert.Equal(["P2"], _scene.Broker.TakeWakes());
        Assert.Empty(_scene.Broker.TakeWakes());
        Assert.Equal("P2", _scene.Broker.Owners["a/cpu:0#0"]);

        _scene.Time.Advance(TimeSpan.FromSeconds(6));
        _scene.Report("a");
        Assert.Equal(["P1"], _scene.Broker.TakeWakes());
        Assert.Equal(["a/cpu:0#0"], _scene.Ask(first).Slots);
    }

    [Fact]
    public void Plate_ThatDoesNotAskAnyMore_LosesItsHolds()
    {
        _scene.StartSilo("a", "cpu", 1, 1);
        ScenePlate gone = _scene.AddPlate("gone", PlatePriority.High, "cpu", 5);
        _scene.Ask(gone);
        gone.Held.Clear(); // its field has ended, and nobody says so but the silo
        ScenePlate waits = _scene.AddPlate("P2", PlatePriority.Low, "cpu", 5);
        for (int i = 0; i < 7; i++)
        {
            Assert.Empty(_scene.Ask(waits).Slots);
            _scene.Time.Advance(TimeSpan.FromSeconds(5));
            _scene.Report("a");
        }

        Assert.Equal(["a/cpu:0#0"], _scene.Ask(waits).Slots);
        Assert.Equal(["P2"], _scene.Broker.Plates.Select(plate => plate.PlateId));
    }

    [Fact]
    public void Request_OfAnOlderEpoch_LosesEverything()
    {
        _scene.StartSilo("a", "cpu", 1, 2);
        ScenePlate plate = _scene.AddPlate("P1", PlatePriority.Normal, "cpu", 2);
        plate.Epoch = 2;
        _scene.Ask(plate);
        SlotRequest old = plate.Request() with { Epoch = 1, Wanted = 5 };

        SlotGrant grant = _scene.Broker.Request(old);

        Assert.Empty(grant.Slots);
        Assert.Equal(plate.Held, grant.LostSlots);
        Assert.Equal("plate P1: epoch 1 is stale, 2 is the newest", grant.WhyNone);
    }

    [Fact]
    public void Request_OfANewerEpoch_GivesNoSlotThatStillWorksForTheOlder()
    {
        _scene.StartSilo("a", "cpu", 1, 2);
        ScenePlate plate = _scene.AddPlate("P1", PlatePriority.Normal, "cpu", 1);
        _scene.Ask(plate);
        string old = plate.Held.Single();
        _scene.Report("a"); // the slot is at work
        SlotRequest moved = plate.Request() with { Epoch = 2, Held = [], Wanted = 2 };

        SlotGrant grant = _scene.Broker.Request(moved);

        Assert.NotEqual(old, Assert.Single(grant.Slots));
        plate.Held.Clear();
        _scene.Report("a"); // it rests
        Assert.Equal(["P1"], _scene.Broker.TakeWakes());
    }

    [Fact]
    public void Slot_ThatItsSiloSaysIsBusy_IsNotGivenOutForEver()
    {
        _scene.StartSilo("a", "cpu", 1, 1);
        ScenePlate hung = _scene.AddPlate("P1", PlatePriority.Normal, "cpu", 1);
        ScenePlate waits = _scene.AddPlate("P2", PlatePriority.Normal, "cpu", 5);
        _scene.Ask(hung);
        string slot = hung.Held.Single();

        _scene.Hang(hung, slot); // the plate ends its field, the slot does not
        for (int i = 0; i < 10; i++)
        {
            _scene.Report("a");
            _scene.AnswerWakes();
            _scene.Ask(waits);
        }

        Assert.InRange(_scene.Hanging[slot], 0, 1);
        Assert.Empty(waits.Held);
        _scene.LetGo(slot);
        _scene.AnswerWakes();
        Assert.Equal([slot], waits.Held);
    }

    [Fact]
    public void Slot_KeptForAPlateWhenItsSiloSaysItIsBusy_IsNotFetchedAndNotPaidFor()
    {
        _scene.StartSilo("a", "cpu", 1, 1);
        ScenePlate first = _scene.AddPlate("P1", PlatePriority.Normal, "cpu", 1);
        ScenePlate next = _scene.AddPlate("P2", PlatePriority.Normal, "cpu", 5);
        _scene.Ask(first);
        _scene.Ask(next);
        string slot = first.Held.Single();
        first.Held.Clear();
        _scene.Hanging[slot] = 0;
        _scene.Ask(first);
        Assert.Equal("P2", _scene.Broker.Owners[slot]);

        _scene.Report("a");

        Assert.Empty(_scene.Ask(next).Slots);
        Assert.Equal(0, _scene.Hanging[slot]);
    }

    [Fact]
    public void Plate_ThatDoesNotAskAnyMoreWhileItsFieldIsInWork_LeavesASlotThatNobodyGets()
    {
        _scene.StartSilo("a", "cpu", 1, 1);
        ScenePlate gone = _scene.AddPlate("gone", PlatePriority.High, "cpu", 5);
        _scene.Ask(gone);
        ScenePlate waits = _scene.AddPlate("P2", PlatePriority.Low, "cpu", 5);
        for (int i = 0; i < 9; i++)
        {
            Assert.Empty(_scene.Ask(waits).Slots);
            _scene.Time.Advance(TimeSpan.FromSeconds(5));
            _scene.Report("a");
        }

        gone.Held.Clear();
        _scene.Report("a");

        Assert.Equal(["a/cpu:0#0"], _scene.Ask(waits).Slots);
    }

    [Fact]
    public void Plate_ThatMovesAndAsksForALaneWithoutAnEpoch_IsNotStaleAndItsRunningSlotsAreNotFree()
    {
        _scene.StartSilo("a", "cpu", 1, 2);
        ScenePlate plate = _scene.AddPlate("P1", PlatePriority.Normal, "cpu", 1);
        plate.Epoch = 5;
        _scene.Ask(plate);
        string running = plate.Held.Single();
        plate.Waiting = 5;

        SlotGrant probe = _scene.Move(plate);

        Assert.Null(probe.WhyNone);
        Assert.NotEqual(running, Assert.Single(probe.Slots));
        Assert.NotEqual(running, Assert.Single(plate.Held));
        Assert.Equal(0, _scene.Hanging[running]);
    }

    [Fact]
    public void Request_OfAnOlderEpochAfterAProbe_IsStaleAndOfTheSameEpochIsNot()
    {
        _scene.StartSilo("a", "cpu", 1, 2);
        ScenePlate plate = _scene.AddPlate("P1", PlatePriority.Normal, "cpu", 1);
        plate.Epoch = 5;
        _scene.Ask(plate);
        _scene.Broker.Request(plate.Request() with { Epoch = 0, Held = [], Wanted = 1 });

        SlotGrant older = _scene.Broker.Request(plate.Request() with { Epoch = 4 });
        SlotGrant same = _scene.Broker.Request(plate.Request());

        Assert.Equal("plate P1: epoch 4 is stale, 5 is the newest", older.WhyNone);
        Assert.Null(same.WhyNone);
        Assert.Equal("P1", _scene.Broker.Owners[plate.Held.Single()]); // the older activation lives after all
    }

    [Fact]
    public void Broker_KnowsNothingAfterAMove_GivesNoSlotThatIsAtWork()
    {
        _scene.StartSilo("a", "cpu", 1, 2);
        ScenePlate worker = _scene.AddPlate("P1", PlatePriority.Low, "cpu", 1);
        _scene.Ask(worker);
        _scene.Forget();
        _scene.ReportAll();
        ScenePlate other = _scene.AddPlate("P2", PlatePriority.High, "cpu", 5);

        _scene.Ask(other);

        Assert.DoesNotContain(worker.Held.Single(), other.Held);
        Assert.Empty(_scene.Ask(worker).LostSlots);
        Assert.Equal("P1", _scene.Broker.Owners[worker.Held.Single()]);
    }

    [Fact]
    public void DrainingSilo_GivesNothingAndLosesNothing()
    {
        _scene.StartSilo("a", "cpu", 1, 2);
        ScenePlate plate = _scene.AddPlate("P1", PlatePriority.Normal, "cpu", 1);
        _scene.Ask(plate);
        plate.Waiting = 5;

        _scene.Report("a", isDraining: true);
        SlotGrant grant = _scene.Ask(plate);

        Assert.Empty(grant.Slots);
        Assert.Empty(grant.LostSlots);
        Assert.Equal(0, grant.SuitableLanes);
        Assert.Equal("no lane of device cpu can serve the plate: a/cpu:0 drains", grant.WhyNone);
    }

    [Fact]
    public void KilledSilo_ItsHeldSlotsAreLostAndItsPlateIsWoken()
    {
        _scene.StartSilo("a", "cuda", 1, 1);
        ScenePlate plate = _scene.AddPlate("P1", PlatePriority.Normal, "cuda", 1);
        _scene.Ask(plate);

        _scene.KillSilo("a");

        Assert.Equal(["P1"], _scene.Broker.TakeWakes());
        SlotGrant grant = _scene.Broker.Request(plate.Request());
        Assert.Equal(["a/cuda:0#0"], grant.LostSlots);
        Assert.Equal("no lane of device cuda is in the cluster (it has no lanes); start a silo that owns one", grant.WhyNone);
    }

    [Fact]
    public void Request_OtherDeviceOrProfileOrExcludedSilo_IsNeverServedAndSaysWhy()
    {
        var exact = new PredictorProfile("torch-cpu", "2.10", "x64 avx512");
        _scene.StartSilo("a", "cpu", 1, 1);
        _scene.Broker.Report("b", false, [new LaneReport("b/cpu:0", "cpu", exact with { Architecture = "x64 avx2" }, 1, null, 0, [])]);
        var request = new SlotRequest("P1", 1, PlatePriority.Normal, "cpu", exact, [], 1, ["a"]);
        _scene.StartSilo("b2", "cuda", 1, 1);

        SlotGrant grant = _scene.Broker.Request(request);

        Assert.Empty(grant.Slots);
        Assert.Contains("a/cpu:0 is on a silo that cannot work on this plate", grant.WhyNone, StringComparison.Ordinal);
    }

    [Fact]
    public void SilentSilo_GivesNothingUntilItReportsAgain()
    {
        _scene.StartSilo("a", "cpu", 1, 1);
        ScenePlate plate = _scene.AddPlate("P1", PlatePriority.Normal, "cpu", 1);
        _scene.Time.Advance(TimeSpan.FromSeconds(11));

        SlotGrant grant = _scene.Ask(plate);
        Assert.Empty(grant.Slots);
        Assert.EndsWith("a/cpu:0 has not been reported for a while", grant.WhyNone, StringComparison.Ordinal);

        _scene.Report("a");
        _scene.AnswerWakes();
        Assert.Equal(["a/cpu:0#0"], plate.Held);
    }

    [Fact]
    public void Plate_ThatWaitedLongForItsDevice_HasNotSavedUpAClaim()
    {
        _scene.StartSilo("a", "cuda", 1, 1);
        ScenePlate late = _scene.AddPlate("late", PlatePriority.Normal, "cuda", 1000);
        late.Excluded.Add("a");
        _scene.Ask(late);
        ScenePlate busy = _scene.AddPlate("busy", PlatePriority.Normal, "cuda", 1000);
        _scene.Ask(busy);
        for (int i = 0; i < 100; i++)
        {
            _scene.End(busy, busy.Held[0]);
        }
        late.Excluded.Clear();
        _scene.Ask(late);
        for (int i = 0; i < 40; i++)
        {
            ScenePlate holder = busy.Held.Count > 0 ? busy : late;
            _scene.End(holder, holder.Held[0]);
        }

        Assert.InRange(late.Started, 19, 21);
    }
}
