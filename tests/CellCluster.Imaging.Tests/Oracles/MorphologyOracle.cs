using System.Text.Json;

namespace CellCluster.Imaging.Tests.Oracles;

/// <summary>A mask, heights and markers of chance, and what the references make of them.</summary>
internal sealed record ChanceOracle(
    int Height, int Width, uint Seed, double Share, int Levels, uint? SquaredDistance, uint[] Flooded, int[] Components, uint[] ComponentHash, uint[] Operations, uint Grey,
    int[][] Peaks, int[][] PeaksOfObjects, uint Border, uint Small, double[][] Shapes)
{
    public Plane<byte> MakeMask() => ConstructedPlane.Mask(Height, Width, Seed, Share);

    public Plane<float> MakeHeights() => new(Height, Width, Array.ConvertAll(ConstructedPlane.Lcg(Seed + 1, Height * Width), value => (float)((long)value * Levels / 65536)));

    public Plane<uint> MakeMarkers() => new(Height, Width, Array.ConvertAll(ConstructedPlane.Lcg(Seed + 2, Height * Width), value => value % 23 == 0 ? 1 + (uint)(value / 23 % 60) : 0));
}

/// <summary>Touching disks, segmented.</summary>
internal sealed record SceneOracle(int Height, int Width, uint Seed, int Disks, int[][] Peaks, uint Flooded, double Largest, double[][] Shapes);

/// <summary>Values recorded by tools/oracles/morphology.py.</summary>
internal sealed record MorphologyOracle(ChanceOracle[] Chance, SceneOracle[] Scenes)
{
    public static MorphologyOracle Recorded { get; } = JsonSerializer.Deserialize<MorphologyOracle>(
        File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Oracles", "morphology.json")),
        new JsonSerializerOptions(JsonSerializerDefaults.Web))!;

    public static uint Hash(IEnumerable<long> values) => values.Aggregate(0u, (hash, value) => unchecked((hash * 31) + (uint)value));

    public static uint Hash(Plane<uint> plane) => Hash(plane.Buffer.Select(value => (long)value));
}
