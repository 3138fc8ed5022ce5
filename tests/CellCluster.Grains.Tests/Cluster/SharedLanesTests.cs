using CellCluster.Pipeline;

namespace CellCluster.Grains.Tests.Cluster;

/// <summary>Several plates on the same lanes.</summary>
[Collection(ClusterCollection.Name)]
public sealed class SharedLanesTests
{
    private const int Looked = 34; // fields that are counted: twice the sum of the weights of high and low

    [Theory]
    [InlineData(PlatePriority.Normal, PlatePriority.Normal)]
    [InlineData(PlatePriority.Low, PlatePriority.High)]
    public async Task TwoPlates_OnTheSameLanes_EndFieldsInTheRatioOfTheirWeights(PlatePriority first, PlatePriority second)
    {
        using var gate = new Gate();
        await using TestSilos cluster = await TestSilos.StartAsync(
            [new("a", SiloRoles.Plate), new SiloSpec("b", SiloRoles.Image | SiloRoles.Inference | SiloRoles.Analysis, "cuda:0", "cuda:1") { Factory = gate.Factory, LaneOptions = Gate.Lane }]);
        using Gate atTheEnd = gate; // opened before the cluster ends, which waits for its lanes
        using var one = new ClusterPlate("P1", "cuda", wells: 20, fieldsPerWell: 3, change: options => options with { Priority = first });
        using var two = new ClusterPlate("P2", "cuda", wells: 20, fieldsPerWell: 3, change: options => options with { Priority = second });
        await one.SubmitAsync(cluster);
        await two.SubmitAsync(cluster);
        await LetUntilBothRunAsync(gate, cluster, one, two);
        (int ofOne, int ofTwo) = await DoneAsync(cluster, one, two);
        int before = ofOne + ofTwo;

        gate.Let(Looked);
        await TestSilos.UntilAsync(
            async () =>
            {
                (int a, int b) = await DoneAsync(cluster, one, two);
                (ofTwo, before) = a + b == before + Looked ? (b - ofTwo, -1) : (ofTwo, before);
                return before < 0;
            },
            "the fields that were let through end");

        double due = Looked * (double)second.Weight() / (first.Weight() + second.Weight());
        Assert.InRange(ofTwo, due - 5, due + 5); // the four fields that were in work at the begin, and one turn
        gate.Open();
        await one.CompleteAsync(cluster);
        await two.CompleteAsync(cluster);
    }

    // A plate is opened when a slot is free for it, so the first one runs alone for a while.
    private static async Task LetUntilBothRunAsync(Gate gate, TestSilos cluster, ClusterPlate one, ClusterPlate two)
    {
        int let = 0;
        await TestSilos.UntilAsync(
            async () =>
            {
                IReadOnlyList<PlateDemand> plates = (await cluster.Directory.ListAsync()).Plates;
                (int a, int b) = await DoneAsync(cluster, one, two);
                if (a + b < let)
                {
                    return false;
                }
                if (plates.Count == 2 && plates.Sum(plate => plate.Held) == 4 && plates.All(plate => plate is { Wanted: > 1, Held: > 0 }))
                {
                    return true;
                }
                if (plates.Sum(plate => plate.Held) == 4)
                {
                    gate.Let(1);
                    let++;
                }
                return false;
            },
            "both plates run");
    }

    private static async Task<(int One, int Two)> DoneAsync(TestSilos cluster, ClusterPlate one, ClusterPlate two) =>
        ((await one.StatusAsync(cluster)).DoneCount, (await two.StatusAsync(cluster)).DoneCount);
}
