using CellCluster.Imaging.Tests.Oracles;
using CellCluster.Imaging.Tests.Planes;

namespace CellCluster.Imaging.Tests.Filters;

public class MedianFilterTests
{
    public static TheoryData<int> Recorded => [.. Enumerable.Range(0, ThresholdValuesOracle.Recorded.Medians.Length)];

    [Theory]
    [MemberData(nameof(Recorded))]
    public void MedianFilter_RandomPlane_EqualsSciPy(int index)
    {
        MedianOracle oracle = ThresholdValuesOracle.Recorded.Medians[index];
        int[] values = ConstructedPlane.Lcg(oracle.Seed, oracle.Height * oracle.Width);
        uint[] found = oracle.Kind switch
        {
            "byte" => Run<byte>(oracle, [.. values.Select(value => (byte)(value >> 8))], MedianFilter.Apply, value => value),
            "ushort" => Run<ushort>(oracle, [.. values.Select(value => (ushort)value)], MedianFilter.Apply, value => value),
            _ => Run<float>(oracle, [.. values.Select(value => value / 65536f)], MedianFilter.Apply, value => (uint)(value * 65536)),
        };
        uint hash = found.Aggregate(0u, (sum, value) => unchecked((sum * 31) + value));
        Assert.Equal(oracle.Hash, hash);
    }

    [Theory]
    [InlineData(3)]
    [InlineData(5)]
    public void MedianFilter_NotANumber_SpreadsOverItsSquareOnly(int size)
    {
        using var plane = new Plane<float>(17, 16, [.. ConstructedPlane.Lcg(4, 17 * 16).Select(value => (float)value)]);
        using var clean = new Plane<float>(17, 16);
        MedianFilter.Apply(plane, size, clean);
        plane[8, 3] = float.NaN;
        plane[0, 15] = float.NaN;
        using var result = new Plane<float>(17, 16);
        MedianFilter.Apply(plane, size, result);
        int radius = size / 2;
        for (int y = 0; y < 17; y++)
        {
            for (int x = 0; x < 16; x++)
            {
                bool met = (Math.Abs(y - 8) <= radius && Math.Abs(x - 3) <= radius) || (y <= radius && x >= 15 - radius);
                Assert.Equal(met ? float.NaN : clean[y, x], result[y, x]);
            }
        }
    }

    [Fact]
    public void MedianFilter_InPlace_GivesTheSame()
    {
        using var plane = new Plane<float>(20, 33, [.. ConstructedPlane.Lcg(6, 20 * 33).Select(value => value - 30_000f)]);
        using var apart = new Plane<float>(20, 33);
        MedianFilter.Apply(plane, 5, apart);
        MedianFilter.Apply(plane, 5, plane);
        Assert.Equal(apart.Buffer, plane.Buffer);
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(1, 17)]
    [InlineData(3, 15)]
    public void MedianFilter_Constant_StaysConstant(int height, int width)
    {
        foreach (float value in new[] { 0f, 65_535f, float.PositiveInfinity })
        {
            using var plane = new Plane<float>(height, width);
            plane.Pixels.Fill(value);
            foreach (int size in new[] { 1, 3, 5 })
            {
                MedianFilter.Apply(plane, size, plane);
                Assert.All(plane.Buffer, pixel => Assert.Equal(value, pixel));
            }
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(4)]
    [InlineData(7)]
    public void MedianFilter_SizeThatIsNone_IsRefused(int size)
    {
        using var plane = new Plane<float>(9, 9);
        ArgumentOutOfRangeException error = Assert.Throws<ArgumentOutOfRangeException>(() => MedianFilter.Apply(plane, size, plane));
        Assert.Contains("1 to 5", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(EdgePlanes.Sizes), MemberType = typeof(EdgePlanes))]
    public void MedianFilter_EdgePlanes_EqualTheDefinition(int height, int width)
    {
        foreach ((string content, Plane<float> plane) in EdgePlanes.Of(height, width))
        {
            using Plane<float> source = plane;
            float[] before = [.. source.Buffer];
            using var result = new Plane<float>(height, width);
            foreach (int size in new[] { 1, 3, 5 })
            {
                MedianFilter.Apply(source, size, result);
                Assert.Equal(before, source.Buffer);
                Assert.True(Medians(source, size).SequenceEqual(result.Buffer), $"{content}, size {size}");
            }
            if (source.Buffer.All(pixel => pixel is >= 0 and <= 65_535))
            {
                AssertWhole<ushort>(source, [3, 5], MedianFilter.Apply, pixel => (ushort)pixel, pixel => pixel, content);
                AssertWhole<byte>(source, [3, 5, 9, 31], MedianFilter.Apply, pixel => (byte)((int)pixel >> 8), pixel => pixel, content);
            }
        }
    }

    private static void AssertWhole<T>(Plane<float> source, int[] sizes, Action<Plane<T>, int, Plane<T>> filter, Converter<float, T> narrow, Converter<T, float> widen, string content)
        where T : unmanaged
    {
        using var whole = new Plane<T>(source.Height, source.Width, Array.ConvertAll(source.Buffer, narrow));
        using var widened = new Plane<float>(source.Height, source.Width, Array.ConvertAll(whole.Buffer, widen));
        using var result = new Plane<T>(source.Height, source.Width);
        foreach (int size in sizes)
        {
            filter(whole, size, result);
            Assert.True(Medians(widened, size).SequenceEqual(Array.ConvertAll(result.Buffer, widen)), $"{content}, {typeof(T).Name}, size {size}");
        }
    }

    // Sorts every square, border pixels repeated outwards; a NaN in it is the result.
    private static float[] Medians(Plane<float> plane, int size)
    {
        int radius = size / 2;
        float[] medians = new float[plane.PixelCount];
        float[] square = new float[size * size];
        for (int i = 0; i < medians.Length; i++)
        {
            for (int k = 0; k < square.Length; k++)
            {
                int y = Math.Clamp((i / plane.Width) + (k / size) - radius, 0, plane.Height - 1);
                int x = Math.Clamp((i % plane.Width) + (k % size) - radius, 0, plane.Width - 1);
                square[k] = plane[y, x];
            }
            medians[i] = square.Any(float.IsNaN) ? float.NaN : square.Order().ElementAt(square.Length / 2);
        }
        return medians;
    }

    private static uint[] Run<T>(MedianOracle oracle, T[] pixels, Action<Plane<T>, int, Plane<T>> filter, Func<T, uint> number)
        where T : unmanaged
    {
        using var plane = new Plane<T>(oracle.Height, oracle.Width, pixels);
        using var result = new Plane<T>(oracle.Height, oracle.Width);
        filter(plane, oracle.Size, result);
        return Array.ConvertAll(result.Buffer, value => number(value));
    }
}
