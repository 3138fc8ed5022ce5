namespace CellCluster.Imaging.Tests.Planes;

public class PlaneConversionsTests
{
    [Fact]
    public void ToFloat_OfEveryType_KeepsTheValues()
    {
        using var bytes = new Plane<byte>(1, 3, [0, 128, 255]);
        using var shorts = new Plane<ushort>(1, 3, [0, 32768, 65535]);
        using var labels = new Plane<uint>(1, 3, [0, 1 << 24, uint.MaxValue]);
        using var floats = new Plane<float>(1, 3, [-1.5f, float.NaN, 1e30f]);
        Assert.Equal([0f, 128f, 255f], Of(bytes));
        Assert.Equal([0f, 32768f, 65535f], Of(shorts));
        Assert.Equal([0f, 16777216f, 4294967296f], Of(labels));
        Assert.Equal([-1.5f, float.NaN, 1e30f], Of(floats));
    }

    [Fact]
    public void ToFloat_OfFloat_IsACopy()
    {
        using var plane = new Plane<float>(1, 1, [3]);
        using Plane<float> copy = plane.ToFloat();
        copy[0, 0] = 9;
        Assert.Equal(3, plane[0, 0]);
    }

    private static float[] Of(Plane plane)
    {
        using Plane<float> converted = plane.ToFloat();
        return [.. converted.Pixels];
    }
}
