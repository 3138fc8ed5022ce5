using CellCluster.Imaging;

namespace CellCluster.Learning.Tests.Training.Score;

public class ScoreTests
{
    [Fact]
    public void Correlation_LinearPlanes_GivesOneAndTheLine()
    {
        Half[] stain = Samples.Noise(1000, 1).Select(static v => (Half)v).ToArray();
        float[] output = stain.Select(static v => ((float)v - 0.5f) / 2f).ToArray();
        FieldCorrelation sums = default;
        sums.Add(output.AsSpan(0, 400), stain.AsSpan(0, 400));
        sums.Add(output.AsSpan(400), stain.AsSpan(400));
        Assert.Equal(1, sums.Pearson, 9);
        Assert.Equal((2, 0.5), (Math.Round(sums.Line.Scale, 6), Math.Round(sums.Line.Offset, 6)));
    }

    [Fact]
    public void Correlation_ConstantOutput_IsNotANumberAndItsLineIsTheMean()
    {
        FieldCorrelation sums = default;
        sums.Add([1, 1, 1, 1], [(Half)0, (Half)2, (Half)0, (Half)2]);
        Assert.False(double.IsFinite(sums.Pearson));
        Assert.Equal((0, 1), sums.Line);
    }

    [Fact]
    public void Objects_HandDrawn_AreMatchedAboveHalfOverlap()
    {
        // Object 1: the same; object 2: 2 of 4 pixels shared, IoU 2/6; object 3: not there; actual 9: missed.
        using Plane<uint> predicted = Labels("11.22", "11.22", ".....", "33...", ".....");
        using Plane<uint> actual = Labels("11..8", "11..8", "....8", ".....", "..999");
        ObjectMatch match = ObjectMatch.Of(predicted, actual);
        Assert.Equal(new ObjectMatch(1, 3, 3, 2), match);
        Assert.Equal(2.0 / 6, match.F1, 9);
        Assert.Equal(new ObjectMatch(2, 6, 6, 4), match + match);
    }

    [Fact]
    public void Objects_ExactlyHalfOverlap_IsNoMatch()
    {
        using Plane<uint> predicted = Labels("11");
        using Plane<uint> actual = Labels("1.");
        Assert.Equal(0, ObjectMatch.Of(predicted, actual).TruePositives);
    }

    [Fact]
    public void Objects_LargerThanTheTruth_AreDetectedWithoutMatching()
    {
        // Object 1 covers the centroids of 7 and 8 and counts once; object 2 covers none.
        using Plane<uint> predicted = Labels("11111", "11111", ".....", "2....");
        using Plane<uint> actual = Labels(".....", "7.8..", ".....", "...99");
        ObjectMatch match = ObjectMatch.Of(predicted, actual);
        Assert.Equal(new ObjectMatch(0, 2, 3, 1), match);
        Assert.Equal(2.0 / 5, match.DetectionF1, 9);
    }

    [Fact]
    public void Objects_NothingToFindAndNothingFound_ScoresOne()
    {
        using Plane<uint> empty = new(3, 3);
        Assert.Equal(1, ObjectMatch.Of(empty, empty).F1);
    }

    private static Plane<uint> Labels(params string[] rows) =>
        new(rows.Length, rows[0].Length, string.Concat(rows).Select(static c => c == '.' ? 0u : (uint)(c - '0')).ToArray());
}
