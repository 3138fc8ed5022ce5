using CsCheck;

namespace CellCluster.Pipeline.Tests.Scheduling;

/// <summary>Silos come and go, plates ask, end fields, move and vanish, in any order: what always holds.</summary>
public sealed class SlotBrokerPropertyTests
{
    private static readonly PlatePriority[] s_priorities = [PlatePriority.Low, PlatePriority.Normal, PlatePriority.High];
    private static readonly string[] s_kinds = ["cpu", "cuda"];

    private static Gen<int[]> Steps => Gen.Int[0, 999_999].Array[5, 120];

    [Fact]
    public void Slots_SilosAndPlatesComeAndGo_NoSlotIsHeldTwiceAndNoneRestsWhileAPlateWaits() =>
        Steps.Sample(
            steps =>
            {
                var scene = new BrokerScene();
                foreach (int step in steps)
                {
                    Take(scene, step);
                    scene.AnswerWakes();
                    string[] held = [.. scene.Plates.Values.SelectMany(plate => plate.Held)];
                    Assert.Equal(held.Length, held.Distinct(StringComparer.Ordinal).Count());
                    Assert.Empty(scene.RestingSlots());
                    Assert.All(scene.Hanging.Values, given => Assert.InRange(given, 0, 1)); // once, before its silo has said that it is busy
                    foreach (ScenePlate plate in scene.Plates.Values)
                    {
                        Assert.All(plate.Held, slot => Assert.Equal(plate.Kind, SlotName.DeviceKindOf(slot)));
                        Assert.DoesNotContain(plate.Held, slot => plate.Excluded.Contains(SlotName.SiloOf(slot)!) && !scene.Living.Contains(SlotName.SiloOf(slot)!));
                    }
                }
            },
            iter: 400);

    [Fact]
    public void Plates_ThatAlwaysWantMore_GetSharesOfTheirWeights() =>
        Gen.Select(Gen.Int[0, 2].Array[2, 5], Gen.Int[1, 3], Gen.Int[1, 2], Gen.Int[0, 999]).Sample(
            (priorities, lanes, slots, order) =>
            {
                var scene = new BrokerScene();
                scene.StartSilo("a", "cpu", lanes, slots);
                ScenePlate[] plates = [.. priorities.Select((priority, i) => scene.AddPlate($"P{i}", s_priorities[priority], "cpu", 100_000))];
                foreach (ScenePlate plate in plates)
                {
                    scene.Ask(plate);
                }
                scene.AnswerWakes();
                int rounds = 200 * plates.Length;
                for (int i = 0; i < rounds; i++)
                {
                    // Some slot's field ends: which one makes no difference to the shares.
                    string[] held = [.. plates.SelectMany(plate => plate.Held).Order(StringComparer.Ordinal)];
                    string slot = held[((i * 7) + order) % held.Length];
                    scene.End(plates.Single(plate => plate.Held.Contains(slot)), slot);
                }
                double weights = plates.Sum(plate => plate.Request().Priority.Weight());
                double started = plates.Sum(plate => plate.Started);
                Assert.All(plates, plate =>
                {
                    double due = started * plate.Request().Priority.Weight() / weights;
                    // Stride scheduling is never further off than one turn of each plate; the slots that the first plate took before the others came add to it.
                    Assert.InRange(plate.Started, due - plates.Length - (2 * lanes * slots), due + plates.Length + (2 * lanes * slots));
                });
            },
            iter: 60);

    [Fact]
    public void Plate_AmongOthersOfAnyPriority_GetsASlotWithinATurnOfAllWeights() =>
        Gen.Select(Gen.Int[0, 2].Array[1, 6], Gen.Int[0, 300]).Sample(
            (others, lateness) =>
            {
                var scene = new BrokerScene();
                scene.StartSilo("a", "cpu", 1, 1);
                ScenePlate[] plates = [.. others.Select((priority, i) => scene.AddPlate($"P{i}", s_priorities[priority], "cpu", 100_000))];
                foreach (ScenePlate plate in plates)
                {
                    scene.Ask(plate);
                }
                void EndOne()
                {
                    ScenePlate holder = scene.Plates.Values.Single(plate => plate.Held.Count > 0);
                    scene.End(holder, holder.Held[0]);
                }
                for (int i = 0; i < lateness; i++)
                {
                    EndOne();
                }
                ScenePlate late = scene.AddPlate("late", PlatePriority.Low, "cpu", 10);
                scene.Ask(late);
                int turns = 0;
                while (late.Started == 0)
                {
                    EndOne();
                    Assert.True(++turns <= (16 * others.Length) + 2, $"waits for {turns} fields");
                }
            },
            iter: 200);

    // One of the things that happen; the number says which and to whom.
    private static void Take(BrokerScene scene, int step)
    {
        int which = step / 20;
        ScenePlate? plate = scene.Plates.Count == 0 ? null : scene.Plates.Values.ElementAt(which % scene.Plates.Count);
        string[] living = [.. scene.Living];
        switch (step % 20)
        {
            case 0:
                scene.StartSilo($"s{which % 5}", s_kinds[which % 5 % 2], 1 + (which % 5 % 3), 1 + (which % 5 / 3));
                break;
            case 1 when living.Length > 0:
                scene.KillSilo(living[which % living.Length]);
                break;
            case 2 or 3:
                scene.Ask(scene.AddPlate($"P{scene.Plates.Count}", s_priorities[which % 3], s_kinds[which / 3 % 2], which % 40));
                break;
            case 4 when living.Length > 0:
                string lane = $"{living[which % living.Length]}/{s_kinds[(living[which % living.Length][1] - '0') % 2]}:0";
                scene.SetFault(lane, which % 3 == 0);
                break;
            case 5 when plate is not null:
                plate.Excluded.Clear();
                plate.Excluded.AddRange(living.Take(which % 2));
                scene.Ask(plate);
                break;
            case 6 when plate is not null:
                plate.Waiting += which % 7;
                scene.Ask(plate);
                break;
            case 7:
                scene.Forget();
                scene.ReportAll();
                foreach (ScenePlate each in scene.Plates.Values)
                {
                    scene.Ask(each);
                }
                break;
            case 8 when plate is not null:
                scene.Ask(plate); // the same again: nothing changes
                break;
            case 9 or 10 when plate is { Held.Count: > 0 }:
                scene.Hang(plate, plate.Held[which % plate.Held.Count]);
                break;
            case 11 when scene.Hanging.Count > 0:
                scene.LetGo(scene.Hanging.Keys.Order(StringComparer.Ordinal).ElementAt(which % scene.Hanging.Count));
                break;
            case 12 when plate is not null:
                SlotGrant probe = scene.Move(plate);
                Assert.DoesNotContain("stale", probe.WhyNone ?? "", StringComparison.Ordinal);
                break;
            case 13:
                scene.ReportAll();
                break;
            default:
                if (plate is { Held.Count: > 0 })
                {
                    scene.End(plate, plate.Held[which % plate.Held.Count]);
                }
                break;
        }
    }
}
