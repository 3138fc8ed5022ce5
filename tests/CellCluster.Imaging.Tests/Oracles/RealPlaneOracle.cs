using System.Text.Json;
using CellCluster.TestKit;

namespace CellCluster.Imaging.Tests.Oracles;

internal sealed record RealThresholds(int Isodata, int Otsu, int Minimum, int Triangle, double Li, double Mean, double[] Quantiles, long[] Histogram);

internal sealed record RealLocal(int Block, long Above, long Undecided, double[][] Samples);

internal sealed record RealBackground(uint Hash, double Sum, double Minimum, double Maximum, double[][] Samples);

internal sealed record RealBall(double Radius, RealBackground Apex, RealBackground Opening);

internal sealed record RealMedian(int Size, double Sum, bool Bytes);

internal sealed record RealObjects(
    long Foreground, long Filled, int[] Components, long Opened, double DistanceMaximum, double DistanceSum, uint SquaredDistance, int Peaks, uint Flooded, long[] Sizes, double[][] Shapes);

internal sealed record DrawnPlane(int Height, int Width, uint Seed, int Disks, int Gradient);

/// <summary>A whole plane and what the references make of it, recorded by tools/oracles/real_planes.py: numbers, no pixels.</summary>
internal sealed record RealPlaneOracle(
    string Path, int Page, DrawnPlane? Drawn, int Height, int Width, double Sum, RealThresholds Thresholds, RealLocal Local, RealBall Ball, RealMedian[] Medians, RealObjects Objects)
{
    private static readonly string s_folder = System.IO.Path.Combine(AppContext.BaseDirectory, "Oracles");

    public static RealPlaneOracle[] Recorded { get; } = JsonSerializer.Deserialize<RealPlaneOracle[]>(
        File.ReadAllText(System.IO.Path.Combine(s_folder, "real_planes.json")), new JsonSerializerOptions(JsonSerializerDefaults.Web))!;

    /// <summary>The pixels, float and as they are stored; skips the test where the real images are absent. The simulated and the drawn plane are always there.</summary>
    public Plane ReadOrSkip()
    {
        if (Drawn is not null)
        {
            using Plane<float> drawn = ConstructedPlane.Plane(Drawn.Height, Drawn.Width, Drawn.Seed, Drawn.Disks, Drawn.Gradient);
            return new Plane<ushort>(Height, Width, Array.ConvertAll(drawn.Buffer, pixel => (ushort)(pixel * 65536)));
        }
        string? path = Path.Contains('/', StringComparison.Ordinal) ? SharedData.TryPath(Path) : System.IO.Path.Combine(s_folder, Path);
        if (path is null)
        {
            Assert.Skip(SharedData.Absent);
        }
        return ImageFile.Read(path, Page);
    }
}
