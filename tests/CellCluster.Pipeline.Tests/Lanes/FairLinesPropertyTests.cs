using CsCheck;

namespace CellCluster.Pipeline.Tests.Lanes;

public class FairLinesPropertyTests
{
    private static readonly int[] s_weights = [1, 4, 16];

    private static readonly Gen<(int Plate, int Weight, int Cost)[]> s_plates =
        Gen.Select(Gen.Int[0, 2], Gen.Int[1, 9]).Array[1, 6].Select(plates => plates.Select((plate, i) => (i, s_weights[plate.Item1], plate.Item2)).ToArray());

    [Fact]
    public void Plates_ThatAllWait_AreServedInProportionToTheirWeights() =>
        s_plates.Sample(plates =>
        {
            var lines = new FairLines<Waiting>();
            double[] served = new double[plates.Length];
            foreach ((int plate, int weight, int cost) in plates)
            {
                lines.Add(new Waiting(plate, weight, cost));
            }
            for (int turn = 0; turn < 400; turn++)
            {
                Waiting item = lines.Take()!;
                lines.Add(item with { }); // always the same backlog
                served[item.Plate] += item.Cost;
            }
            // Stride scheduling: shares of two plates differ by less than one item of each.
            return plates.All(a => plates.All(b =>
                Math.Abs((served[a.Plate] / a.Weight) - (served[b.Plate] / b.Weight)) <= ((double)a.Cost / a.Weight) + ((double)b.Cost / b.Weight) + 1e-9));
        });

    [Fact]
    public void Plate_ThatWaits_IsServedWithinItsShareOfTurns() =>
        s_plates.Sample(plates =>
        {
            var lines = new FairLines<Waiting>();
            foreach ((int plate, int weight, int cost) in plates)
            {
                lines.Add(new Waiting(plate, weight, cost));
            }
            double costOfAll = plates.Sum(plate => plate.Cost);
            foreach ((int plate, int weight, int cost) in plates)
            {
                // While it waits for one turn of its own, cost / weight, every other plate takes at most weight times that and one item more.
                double bound = plates.Sum(other => (other.Weight * (double)cost / weight) + other.Cost) + costOfAll;
                double passed = 0;
                Waiting item;
                while ((item = lines.Take()!).Plate != plate)
                {
                    passed += item.Cost;
                    lines.Add(item with { });
                    if (passed > bound)
                    {
                        return false;
                    }
                }
                lines.Add(item with { });
            }
            return true;
        });

    [Fact]
    public void Plate_ThatSendsOneAtATime_GetsNoMoreThanItsShare() =>
        Gen.Select(Gen.Int[0, 2], Gen.Int[0, 2]).Sample((mine, its) =>
        {
            var lines = new FairLines<Waiting>();
            double[] served = new double[2];
            lines.Add(new Waiting(0, s_weights[mine], 1));
            lines.Add(new Waiting(1, s_weights[its], 1));
            for (int turn = 0; turn < 400; turn++)
            {
                Waiting item = lines.Take()!; // plate 0 is out of its line while its item is served; plate 1 has more behind
                served[item.Plate]++;
                lines.Add(item with { });
            }
            return Math.Abs((served[0] / s_weights[mine]) - (served[1] / s_weights[its])) <= 2;
        });

    [Fact]
    public void Plate_ThatComesLate_IsNotPaidForItsAbsence()
    {
        var lines = new FairLines<Waiting>();
        for (int i = 0; i < 100; i++)
        {
            lines.Add(new Waiting(0, 4, 1));
            lines.Take();
        }
        for (int i = 0; i < 20; i++)
        {
            lines.Add(new Waiting(0, 4, 1));
            lines.Add(new Waiting(1, 4, 1));
        }

        int[] order = [.. Enumerable.Range(0, 20).Select(_ => lines.Take()!.Plate)];

        Assert.Equal(10, order.Count(plate => plate == 0));
    }

    [Fact]
    public void Items_AddedTakenAndRemovedAtRandom_ComeOutOnceAndInOrderWithinAField() =>
        Gen.Select(Gen.Int[0, 3], Gen.Int[0, 2], Gen.Int[0, 9]).Array[0, 200].Sample(steps =>
        {
            var lines = new FairLines<Waiting>();
            var inside = new HashSet<Waiting>();
            var lastOfField = new Dictionary<(int, string), int>();
            int added = 0;
            foreach ((int plate, int field, int what) in steps)
            {
                if (what < 5)
                {
                    var item = new Waiting(plate, s_weights[plate % 3], 1 + (what % 2), $"f{field}", added++);
                    lines.Add(item);
                    inside.Add(item);
                }
                else if (what < 8)
                {
                    Waiting? item = what == 7 ? lines.TakeAlong(waiting => waiting.Plate != 0) : lines.Take();
                    if (item is null)
                    {
                        if (what != 7 && inside.Count > 0)
                        {
                            return false;
                        }
                        continue;
                    }
                    int before = lastOfField.GetValueOrDefault((item.Plate, item.Field), -1);
                    if (!inside.Remove(item) || item.Number < before || (what == 7 && item.Plate == 0))
                    {
                        return false;
                    }
                    lastOfField[(item.Plate, item.Field)] = item.Number;
                }
                else if (inside.FirstOrDefault() is { } some)
                {
                    if (!lines.Remove(some) || lines.Remove(some))
                    {
                        return false;
                    }
                    inside.Remove(some);
                }
                if (lines.Count != inside.Count)
                {
                    return false;
                }
            }
            return lines.Clear().ToHashSet().SetEquals(inside) && lines.Count == 0;
        });

    [Fact]
    public void Field_ThatWasBegun_IsServedOnBeforeAnotherOfItsPlate()
    {
        var lines = new FairLines<Waiting>();
        foreach ((string field, int number) in new[] { ("a", 1), ("b", 2), ("a", 3), ("b", 4) })
        {
            lines.Add(new Waiting(0, 1, 1, field, number));
        }

        Assert.Equal([1, 3, 2, 4], Enumerable.Range(0, 4).Select(_ => lines.Take()!.Number));
    }

    private sealed record Waiting(int Plate, int Weight, double Cost, string Field = "", int Number = 0) : IInLine
    {
        public string PlateId => $"P{Plate}";

        public bool Equals(Waiting? other) => ReferenceEquals(this, other);

        public override int GetHashCode() => System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(this);
    }
}
