namespace CellCluster.Imaging.Tests.Morphology;

public class DistanceTransformTests
{
    [Theory]
    [InlineData(1, 1, 0.5)]
    [InlineData(1, 17, 0.8)]
    [InlineData(17, 1, 0.8)]
    [InlineData(15, 16, 0.97)]
    [InlineData(40, 15, 0.995)]
    [InlineData(23, 130, 0.999)]
    public void Apply_AnyMask_EqualsTheSearchOfAllPixels(int height, int width, double share)
    {
        for (int seed = 0; seed < 12; seed++)
        {
            var random = new Random(seed);
            using var mask = new Plane<byte>(height, width, [.. Enumerable.Range(0, height * width).Select(_ => random.NextDouble() < share ? (byte)1 : (byte)0)]);
            using var distance = new Plane<float>(height, width);
            DistanceTransform.Apply(mask, distance);
            int[] background = [.. Enumerable.Range(0, mask.PixelCount).Where(i => mask.Buffer[i] == 0)];
            for (int i = 0; i < mask.PixelCount; i++)
            {
                double nearest = background.Length == 0
                    ? double.PositiveInfinity
                    : background.Min(b => Math.Sqrt(Math.Pow((b / width) - (i / width), 2) + Math.Pow((b % width) - (i % width), 2)));
                Assert.Equal((float)nearest, distance.Buffer[i]);
            }
        }
    }

    [Fact]
    public void Apply_DrawnDisk_HasItsRadiusInTheCentre()
    {
        using Plane<byte> mask = DrawnMask.Disks(101, 101, 40, (50, 50));
        using var distance = new Plane<float>(101, 101);
        float largest = DistanceTransform.Apply(mask, distance);
        Assert.Equal(largest, distance[50, 50]);
        Assert.InRange(distance[50, 50], 40, 41);
        Assert.InRange(distance[50, 20], 10, 11); // column 9 is the first background of its row, the disk ends a little nearer above and below
        Assert.Equal(0f, distance[0, 0]);
    }

    [Fact]
    public void Apply_ObjectCutByTheBorder_MeasuresToBackgroundInsideAlone()
    {
        using var mask = new Plane<byte>(1, 6, [1, 1, 1, 1, 0, 1]);
        using var distance = new Plane<float>(1, 6);
        DistanceTransform.Apply(mask, distance);
        Assert.Equal([4f, 3, 2, 1, 0, 1], distance.Buffer);
    }

    [Theory]
    [InlineData(0, 0f)]
    [InlineData(255, float.PositiveInfinity)]
    public void Apply_ConstantMask_IsZeroOrInfinite(byte value, float expected)
    {
        using var mask = new Plane<byte>(20, 70);
        mask.Pixels.Fill(value);
        using var distance = new Plane<float>(20, 70);
        Assert.Equal(expected, DistanceTransform.Apply(mask, distance));
        Assert.All(distance.Buffer, d => Assert.Equal(expected, d));
    }

    [Fact]
    public void Apply_OneBackgroundPixelInALargePlane_IsExactFarAway()
    {
        using var mask = new Plane<byte>(700, 900);
        mask.Pixels.Fill(1);
        mask[699, 0] = 0;
        using var distance = new Plane<float>(700, 900);
        DistanceTransform.Apply(mask, distance);
        Assert.Equal((float)Math.Sqrt((699.0 * 699) + (899.0 * 899)), distance[0, 899]);
        Assert.Equal(450f, distance[699, 450]);
    }
}
