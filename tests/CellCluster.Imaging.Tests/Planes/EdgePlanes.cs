namespace CellCluster.Imaging.Tests.Planes;

/// <summary>The edge set of an operation on planes: sizes around a vector's width, and contents that have no objects.</summary>
internal static class EdgePlanes
{
    public static TheoryData<int, int> Sizes => new() { { 1, 1 }, { 1, 15 }, { 1, 16 }, { 1, 17 }, { 1, 70 }, { 15, 1 }, { 70, 1 }, { 2, 16 }, { 9, 15 }, { 16, 16 }, { 18, 17 } };

    /// <summary>Every content once, with its name. The caller disposes the planes.</summary>
    public static IEnumerable<(string Content, Plane<float> Plane)> Of(int height, int width)
    {
        int[] noise = Oracles.ConstructedPlane.Lcg((uint)((height * 100) + width), height * width);
        yield return ("zero", Make((_, _) => 0));
        yield return ("constant", Make((_, _) => 812.25f));
        yield return ("saturated", Make((_, _) => 65_535));
        yield return ("half saturated", Make((i, _) => i % 2 == 0 ? 65_535 : 300));
        yield return ("noise", Make((_, value) => value));
        yield return ("below zero", Make((_, value) => value - 30_000.5f));
        yield return ("all NaN", Make((_, _) => float.NaN));
        yield return ("some NaN", Make((i, value) => i % 7 == 0 ? float.NaN : value));
        yield return ("one number", Make((i, value) => i == noise.Length / 2 ? value : float.NaN));
        yield return ("infinite", Make((i, value) => (i % 5) switch { 0 => float.PositiveInfinity, 3 => float.NegativeInfinity, _ => value }));

        Plane<float> Make(Func<int, float, float> pixel) => new(height, width, [.. noise.Select((value, i) => pixel(i, value))]);
    }
}
