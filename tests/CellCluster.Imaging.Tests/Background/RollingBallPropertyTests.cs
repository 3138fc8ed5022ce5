using System.Runtime.Intrinsics;
using CellCluster.Imaging.Tests.Oracles;

namespace CellCluster.Imaging.Tests.Background;

/// <summary>The search leaves candidates out; these planes are made so that one left out wrongly would show.</summary>
public class RollingBallPropertyTests
{
    public static TheoryData<string> Adversaries => new("noise", "bowl", "cap", "ramp", "constant", "one deep pixel per reach", "deep pixels at the rim", "huge and tiny", "holes", "all NaN", "all zero", "zeros of both signs");

    [Theory]
    [MemberData(nameof(Adversaries))]
    public void Search_AnyVectorWidth_GivesTheBitsOfTheScalarSpecification(string adversary)
    {
        foreach ((int height, int width) in new[] { (1, 1), (1, 40), (23, 1), (9, 15), (8, 16), (17, 17), (45, 71) })
        {
            foreach (Ball ball in new[] { new Ball(1, 1), new Ball(3.5, 0.2), new Ball(8, 0), new Ball(16, 1), new Ball(19, 30), new Ball(40, 0.7), new Ball(12, 1e-44) })
            {
                using Plane<float> source = Make(adversary, height, width, ball);
                foreach (bool negate in new[] { false, true })
                {
                    using var expected = new Plane<float>(height, width);
                    BallErosion.Scalar(source, ball, negate, expected);
                    Same<Vector512<float>, Lanes512>(source, ball, negate, expected, adversary);
                    Same<Vector256<float>, Lanes256>(source, ball, negate, expected, adversary);
                    Same<Vector128<float>, Lanes128>(source, ball, negate, expected, adversary);
                }
            }
        }
    }

    [Fact]
    public void Background_Opening_IsBetweenApexAndSource()
    {
        using Plane<float> source = ConstructedPlane.Plane(70, 90, 5, 6, 20);
        using var apex = new Plane<float>(70, 90);
        using var opening = new Plane<float>(70, 90);
        var ball = new Ball(11, 0.002);
        RollingBall.Background(source, ball, BallSense.Apex, apex);
        RollingBall.Background(source, ball, BallSense.Opening, opening);
        for (int i = 0; i < source.PixelCount; i++)
        {
            Assert.True(apex.Pixels[i] <= opening.Pixels[i] + 1e-7f && opening.Pixels[i] <= source.Pixels[i] + 1e-7f);
        }
    }

    [Fact]
    public void Background_OpeningOfAnOpening_ChangesNothing()
    {
        using Plane<float> source = ConstructedPlane.Plane(70, 90, 9, 6, 20);
        using var once = new Plane<float>(70, 90);
        using var twice = new Plane<float>(70, 90);
        var ball = new Ball(11, 0.002);
        RollingBall.Background(source, ball, BallSense.Opening, once);
        RollingBall.Background(once, ball, BallSense.Opening, twice);
        for (int i = 0; i < source.PixelCount; i++)
        {
            Assert.Equal(once.Pixels[i], twice.Pixels[i], 5e-7f); // two roundings of values below 1
        }
    }

    private static void Same<TVector, TLanes>(Plane<float> source, Ball ball, bool negate, Plane<float> expected, string adversary)
        where TVector : unmanaged
        where TLanes : ILanes<TVector>
    {
        using var found = new Plane<float>(source.Height, source.Width);
        BallErosion.Search<TVector, TLanes>(source, ball, negate, found);
        for (int i = 0; i < found.PixelCount; i++)
        {
            Assert.True(
                BitConverter.SingleToInt32Bits(found.Pixels[i]) == BitConverter.SingleToInt32Bits(expected.Pixels[i]),
                $"{adversary} {source.Height}x{source.Width}, r {ball.RadiusPx}, {TLanes.Count} lanes, negate {negate}, pixel {i}: {found.Pixels[i]:R}, expected {expected.Pixels[i]:R}");
        }
    }

    private static Plane<float> Make(string adversary, int height, int width, Ball ball)
    {
        int[] noise = ConstructedPlane.Lcg((uint)((height * 1000) + width), height * width);
        var plane = new Plane<float>(height, width);
        int step = Math.Max(1, (int)ball.RadiusPx);
        for (int i = 0; i < noise.Length; i++)
        {
            int y = i / width;
            int x = i % width;
            float depth = ball.Depth((y % ((2 * step) + 1)) - step, (x % ((2 * step) + 1)) - step);
            bool onGrid = y % step == 0 && x % step == 0;
            plane.Pixels[i] = adversary switch
            {
                "noise" => noise[i] / 65536f,
                "bowl" => float.IsFinite(depth) ? depth : 1000, // the dilation ties everywhere
                "cap" => float.IsFinite(depth) ? -depth : -1000, // the erosion ties everywhere
                "ramp" => (0.3f * x) - (0.7f * y),
                "constant" => 0.1f,
                "one deep pixel per reach" => onGrid ? -50 - (noise[i] % 7) : noise[i] % 100,
                "deep pixels at the rim" => y == 0 || x == 0 || y == height - 1 || x == width - 1 ? -noise[i] : noise[i],
                "huge and tiny" => (noise[i] % 3) switch { 0 => 3e38f, 1 => -3e38f, _ => 1e-42f * noise[i] },
                "holes" => (noise[i] % 4) switch { 0 => float.NaN, 1 => float.PositiveInfinity, 2 => float.NegativeInfinity, _ => noise[i] },
                "all NaN" => float.NaN,
                "all zero" => 0f,
                "zeros of both signs" => noise[i] % 2 == 0 ? 0f : -0f,
                _ => throw new ArgumentOutOfRangeException(nameof(adversary), adversary, "unknown"),
            };
        }
        return plane;
    }

    [Theory]
    [InlineData(0)]
    [InlineData(int.MinValue)]
    public void Background_AllZeroPlane_IsPositiveZero(int bits)
    {
        using var plane = new Plane<float>(20, 30);
        plane.Pixels.Fill(BitConverter.Int32BitsToSingle(bits));
        RollingBall.Background(plane, new Ball(5, 1), BallSense.Opening, plane);
        Assert.All(plane.Buffer, pixel => Assert.Equal(0, BitConverter.SingleToInt32Bits(pixel)));
    }
}
