using CellCluster.Imaging.Tests.Oracles;

namespace CellCluster.Imaging.Tests.VectorPaths;

/// <summary>Pixels on which the forms of a kernel could differ: every remainder of a vector, edges of bins, both zeros, NaN and infinities.</summary>
internal static class EdgePixels
{
    public static IEnumerable<float[]> All()
    {
        foreach (int count in new[] { 0, 1, 2, 7, 8, 15, 16, 17, 31, 32, 33, 63, 64, 65, 255, 256, 257, 300, 1000, 5003 })
        {
            int[] values = ConstructedPlane.Lcg((uint)count + 7, count);
            yield return Array.ConvertAll(values, value => value / 65536f);
            yield return Array.ConvertAll(values, value => (float)(value >> 8)); // whole grey levels: every pixel on an edge of 256 bins
            yield return Array.ConvertAll(values, value => (value - 30_000) * 1e-3f);
            yield return Array.ConvertAll(values, value => 1e6f + (value >> 9)); // bins of a few float32 steps
            yield return Array.ConvertAll(values, value => value % 11 == 0 ? Odd(value) : value / 7f);
            yield return Array.ConvertAll(values, _ => 42f);
            yield return Array.ConvertAll(values, value => value < 20_000 ? 0f : 65_535f);
        }
    }

    public static IEnumerable<Plane<float>> Planes()
    {
        foreach ((int height, int width) in new[] { (1, 1), (1, 15), (1, 16), (1, 17), (3, 64), (20, 65), (70, 33) })
        {
            int[] values = ConstructedPlane.Lcg((uint)(height * width), height * width);
            yield return new Plane<float>(height, width, Array.ConvertAll(values, value => value / 65536f));
            yield return new Plane<float>(height, width, Array.ConvertAll(values, value => value > 65_000 ? float.NaN : value - 30_000f));
        }
    }

    private static float Odd(int value) => (value % 5) switch
    {
        0 => float.NaN,
        1 => float.PositiveInfinity,
        2 => float.NegativeInfinity,
        3 => -0f,
        _ => float.Epsilon,
    };
}
