using CellCluster.Imaging.Tests.Oracles;

namespace CellCluster.Imaging.Tests.Background;

public class RollingBallTests
{
    [Fact]
    public void Background_OnePixelHole_ApexIsTheBallItself()
    {
        using var plane = new Plane<float>(9, 9);
        plane.Pixels.Fill(100);
        plane[4, 4] = 0;
        using var background = new Plane<float>(9, 9);
        RollingBall.Background(plane, new Ball(5, 1), BallSense.Apex, background);
        Assert.Equal(0, background[4, 4]);
        Assert.Equal(1, background[4, 7]); // 5 - sqrt(25 - 9)
        Assert.Equal(2, background[4, 8]); // 5 - sqrt(25 - 16)
        Assert.Equal(100, background[0, 0]); // 5.7 px away: out of reach
    }

    [Fact]
    public void Subtract_ObjectsNarrowerThanTheBall_StayAndTheGradientGoes()
    {
        var plane = new Plane<float>(120, 120);
        for (int i = 0; i < plane.PixelCount; i++)
        {
            plane.Pixels[i] = 50 + (0.1f * (i % 120));
        }
        for (int y = 58; y < 63; y++)
        {
            plane.Row(y)[58..63].Fill(500);
        }
        RollingBall.Subtract(plane, new Ball(20, 1), BallSense.Opening, plane);
        Assert.Equal(500 - 56, plane[60, 60], 1f);
        Assert.InRange(plane.Buffer.Where((_, i) => Math.Abs((i / 120) - 60) > 4).Max(), 0, 0.2f);
    }

    [Theory]
    [InlineData(BallSense.Apex)]
    [InlineData(BallSense.Opening)]
    public void FastBackground_SmoothPlaneWithObjects_IsNearTheExactOne(BallSense sense)
    {
        using Plane<float> plane = ConstructedPlane.Plane(200, 230, 21, 12, 20);
        using var exact = new Plane<float>(200, 230);
        using var fast = new Plane<float>(200, 230);
        var ball = new Ball(40, 1 / 65536.0);
        RollingBall.Background(plane, ball, sense, exact);
        RollingBall.FastBackground(plane, ball, sense, RollingBall.ShrinkFor(40), fast);
        double worst = Enumerable.Range(0, exact.PixelCount).Max(i => Math.Abs(exact.Pixels[i] - fast.Pixels[i]));
        // The plane's noise is 1023 levels of 65536, its gradient 80 a block; the error stays within one block's gradient and the depth between two blocks.
        Assert.True(worst < 250 / 65536.0, $"{worst * 65536:0} levels");
        Assert.All(Enumerable.Range(0, exact.PixelCount), i => Assert.True(fast.Pixels[i] <= plane.Pixels[i]));
    }

    [Fact]
    public void FastBackground_ShrinkOfOne_IsExact()
    {
        using Plane<float> plane = ConstructedPlane.Plane(60, 70, 22, 3, 20);
        using var exact = new Plane<float>(60, 70);
        using var fast = new Plane<float>(60, 70);
        RollingBall.Background(plane, new Ball(9, 0.001), BallSense.Opening, exact);
        RollingBall.FastBackground(plane, new Ball(9, 0.001), BallSense.Opening, 1, fast);
        Assert.Equal(exact.Buffer, fast.Buffer);
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    [InlineData(7f)]
    public void Background_PlanesOfOneValue_AreThemselvesOrNaN(float value)
    {
        foreach (int size in new[] { 1, 40 })
        {
            using var plane = new Plane<float>(size, size);
            plane.Pixels.Fill(value);
            RollingBall.FastBackground(plane, new Ball(12, 1), BallSense.Opening, 4, plane);
            Assert.All(plane.Buffer, pixel => Assert.Equal(float.IsFinite(value) ? value : float.NaN, pixel));
            plane.Pixels.Fill(value);
            RollingBall.Background(plane, new Ball(12, 1), BallSense.Opening, plane);
            Assert.All(plane.Buffer, pixel => Assert.Equal(float.IsFinite(value) ? value : float.NaN, pixel));
        }
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(501, 1)]
    [InlineData(double.NaN, 1)]
    [InlineData(5, -1)]
    [InlineData(5, double.NaN)]
    [InlineData(5, 1e30)]
    public void Ball_OutOfRange_IsRefused(double radius, double levels) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new Ball(radius, levels));

    [Fact]
    public void Background_DefaultBallOrWrongShrink_IsRefused()
    {
        using var plane = new Plane<float>(5, 5);
        Assert.Throws<ArgumentException>(() => RollingBall.Background(plane, default, BallSense.Apex, plane));
        Assert.Throws<ArgumentOutOfRangeException>(() => RollingBall.FastBackground(plane, new Ball(5, 1), BallSense.Apex, 6, plane));
    }
}
