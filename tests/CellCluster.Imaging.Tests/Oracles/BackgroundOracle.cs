using System.Text.Json;

namespace CellCluster.Imaging.Tests.Oracles;

internal sealed record RecordedPlane(uint Hash, double[][] Samples)
{
    /// <summary>As tools/oracles/background.py: hash = hash * 31 + the float's bits, -0 as 0.</summary>
    public static uint HashOf(Plane<float> plane)
    {
        uint hash = 0;
        foreach (float pixel in plane.Pixels)
        {
            hash = unchecked((hash * 31) + BitConverter.SingleToUInt32Bits(pixel + 0f));
        }
        return hash;
    }
}

internal sealed record BackgroundOracle(int Height, int Width, uint Seed, int Disks, int Gradient, double Radius, double Levels, RecordedPlane Apex, RecordedPlane Opening)
{
    public static BackgroundOracle[] Recorded { get; } = JsonSerializer.Deserialize<BackgroundOracle[]>(
        File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Oracles", "background.json")),
        new JsonSerializerOptions(JsonSerializerDefaults.Web))!;

    public Plane<float> Make() => ConstructedPlane.Plane(Height, Width, Seed, Disks, Gradient);
}
