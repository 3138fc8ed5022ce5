using CellCluster.Imaging.Tests.Oracles;

namespace CellCluster.Imaging.Tests.Background;

/// <summary>Against scikit-image (apex) and SciPy (opening), recorded by tools/oracles/background.py: the same float32 numbers.</summary>
public class RollingBallOracleTests
{
    public static TheoryData<int> Entries => new(Enumerable.Range(0, BackgroundOracle.Recorded.Length));

    [Theory]
    [MemberData(nameof(Entries))]
    public void Background_ApexAndOpening_EqualTheRecordedPlanes(int entry)
    {
        BackgroundOracle recorded = BackgroundOracle.Recorded[entry];
        using Plane<float> source = recorded.Make();
        using var background = new Plane<float>(source.Height, source.Width);
        foreach ((BallSense sense, RecordedPlane expected) in new[] { (BallSense.Apex, recorded.Apex), (BallSense.Opening, recorded.Opening) })
        {
            RollingBall.Background(source, new Ball(recorded.Radius, recorded.Levels), sense, background);
            foreach (double[] sample in expected.Samples)
            {
                Assert.Equal((float)sample[2], background[(int)sample[0], (int)sample[1]]);
            }
            Assert.Equal(expected.Hash, RecordedPlane.HashOf(background));
        }
    }
}
