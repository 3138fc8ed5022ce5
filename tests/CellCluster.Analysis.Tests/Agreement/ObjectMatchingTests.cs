using CellCluster.Imaging;

namespace CellCluster.Analysis.Tests.Agreement;

public class ObjectMatchingTests
{
    [Fact]
    public void Overlap_HandDrawn_HasEverySharedPairAndEveryArea()
    {
        using Plane<uint> found = Labels("11.22", "11.22", ".....", "33...", ".....");
        using Plane<uint> reference = Labels("11..8", "11..8", "....8", ".....", "..999");

        ObjectOverlap overlap = ObjectOverlap.Of(found, reference);

        Assert.Equal([new(1, 4), new(2, 4), new LabelArea(3, 2)], overlap.Found);
        Assert.Equal([new(1, 4), new(8, 3), new LabelArea(9, 3)], overlap.Reference);
        Assert.Equal([new(1, 1, 4, 1), new ObjectPair(2, 8, 2, 2.0 / 5)], overlap.Pairs);
        Assert.Equal(new DetectionCounts(1, 2, 2), overlap.Match(0.5).Counts);
        Assert.Equal(new DetectionCounts(2, 1, 1), overlap.Match(0.39).Counts);
    }

    [Fact]
    public void Match_ExactlyTheThreshold_IsNoPair()
    {
        using Plane<uint> found = Labels(new string('1', 20));
        using Plane<uint> reference = Labels(new string('7', 11) + new string('.', 9)); // 11/20 = 0.55

        DetectionCurve curve = ObjectMatching.Compare(found, reference);

        Assert.Equal([1, 0, 0, 0, 0, 0, 0, 0, 0, 0], curve.Counts.Select(counts => counts.TruePositives));
        Assert.Equal(1, curve.F1AtHalf);
        Assert.Equal(0.1, curve.MeanF1, 15);
    }

    [Fact]
    public void Match_BelowHalf_TakesTheLargestOverlapFirstAndEachObjectOnce()
    {
        // Object 1 overlaps 5 (IoU 2/5) and 6 (3/6); object 2 overlaps 6 (1/6): 1 goes with 6, then 2 and 5 stay alone.
        using Plane<uint> found = Labels("11111222");
        using Plane<uint> reference = Labels("556666..");

        ObjectMatches matches = ObjectOverlap.Of(found, reference).Match(0.1);

        Assert.Equal([new ObjectPair(1, 6, 3, 3.0 / 6)], matches.Pairs);
        Assert.Equal(new DetectionCounts(1, 1, 1), matches.Counts);
    }

    [Fact]
    public void Match_PermutedIds_GivesTheSameCounts()
    {
        using Plane<uint> found = Labels("1122..33", "1122..33");
        using Plane<uint> reference = Labels("111222.3", "111222.3");
        using Plane<uint> renamed = new(2, 8, [.. found.Buffer.Select(id => id == 0 ? 0 : uint.MaxValue - id)]); // above 2^31 too

        Assert.Equal(ObjectMatching.Compare(found, reference).Counts, ObjectMatching.Compare(renamed, reference).Counts);
        Assert.Equal(1.0, ObjectMatching.Compare(found, renamed).MeanF1);
    }

    [Fact]
    public void Counts_SwappedSides_SwapPrecisionAndRecall()
    {
        using Plane<uint> found = Labels("11.2.3");
        using Plane<uint> reference = Labels("11....");
        DetectionCounts counts = ObjectOverlap.Of(found, reference).Match(0.5).Counts;
        DetectionCounts swapped = ObjectOverlap.Of(reference, found).Match(0.5).Counts;

        Assert.Equal((1.0 / 3, 1.0, 0.5), (counts.Precision, counts.Recall, counts.F1));
        Assert.Equal((counts.Precision, counts.Recall, counts.F1), (swapped.Recall, swapped.Precision, swapped.F1));
    }

    [Fact]
    public void Counts_NothingOnEitherSide_IsOneAndSaysThatThereIsNothing()
    {
        using Plane<uint> empty = new(1, 1);
        DetectionCurve curve = ObjectMatching.Compare(empty, empty);

        Assert.False(curve.HasObjects);
        Assert.Equal((1, 1), (curve.F1AtHalf, curve.MeanF1));
        Assert.True(double.IsNaN(curve.Counts[0].Precision));
        Assert.True(double.IsNaN(curve.Counts[0].Recall));
    }

    [Fact]
    public void Counts_NothingOnOneSide_IsZero()
    {
        using Plane<uint> empty = new(1, 3);
        using Plane<uint> one = Labels("11.");

        Assert.Equal(0, ObjectMatching.Compare(one, empty).MeanF1);
        Assert.Equal(0, ObjectMatching.Compare(empty, one).MeanF1);
    }

    [Fact]
    public void Pooled_TwoFields_WeighsObjectsAlike()
    {
        using Plane<uint> three = Labels("1.2.3");
        using Plane<uint> one = Labels("1....");
        using Plane<uint> none = new(1, 5);

        DetectionCurve pooled = DetectionCurve.Pooled([ObjectMatching.Compare(three, three), ObjectMatching.Compare(one, none)]);

        Assert.Equal(new DetectionCounts(3, 1, 0), pooled.Counts[0]);
        Assert.Equal(6.0 / 7, pooled.F1AtHalf);
        Assert.False(DetectionCurve.Pooled([]).HasObjects);
    }

    [Fact]
    public void Overlap_DifferentSizes_NamesBoth()
    {
        using Plane<uint> found = new(2, 3);
        using Plane<uint> reference = new(3, 2);
        Assert.Contains("2x3 and 3x2", Assert.Throws<ArgumentException>(() => ObjectOverlap.Of(found, reference)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(-0.1)]
    [InlineData(1.1)]
    [InlineData(double.NaN)]
    public void Match_ThresholdIsNoShare_IsRefused(double threshold)
    {
        using Plane<uint> empty = new(1, 1);
        Assert.Throws<ArgumentOutOfRangeException>(() => ObjectOverlap.Of(empty, empty).Match(threshold));
    }

    private static Plane<uint> Labels(params string[] rows) =>
        new(rows.Length, rows[0].Length, string.Concat(rows).Select(static c => c == '.' ? 0u : (uint)(c - '0')).ToArray());
}
