using System.Runtime.InteropServices;
using CellCluster.Imaging;
using CellCluster.Plates;
using CellCluster.Plates.Simulation;

namespace CellCluster.Bench;

/// <summary>Planes of one simulated field as a camera would give them, and what the later operations start from; all written for the peer.</summary>
internal sealed class ClassicalPlanes : IDisposable
{
    private const double ReadNoise = 6;
    private const int SeedRadiusPx = 8;

    public ClassicalPlanes(int size)
    {
        Folder = Directory.CreateTempSubdirectory("cellcluster-classical-").FullName;
        Directory.CreateDirectory(Path.Combine(Folder, "ours"));
        using SimulatedField field = FieldSimulator.Simulate(new SimulationOptions { HeightPx = size, WidthPx = size, Seed = 1 }, new WellId(1, 1), new FieldIndex(1));
        Nuclei = Camera(field.Nuclei, 1);
        Golgi = Camera(field.Golgi, 2);
        Mask = new Plane<byte>(size, size);
        ThresholdMask.Above(Nuclei, OtsuThreshold.Find(Histogram.Of(Nuclei)), Mask);
        Height = new Plane<float>(size, size);
        DistanceTransform.Apply(Mask, Height);
        Seeds = new Plane<uint>(size, size);
        LocalMaxima.Mark(Height, SeedRadiusPx, 0, labels: null, Seeds);
        for (int i = 0; i < Height.PixelCount; i++)
        {
            Height.Pixels[i] = -Height.Pixels[i];
        }
        File.WriteAllText(Path.Combine(Folder, "planes.txt"), $"{size} {size}\n");
        Write("nuclei", Nuclei);
        Write("golgi", Golgi);
        Write("mask", Mask);
        Write("height", Height);
        Write("seeds", Seeds);
    }

    public string Folder { get; }

    public Plane<float> Nuclei { get; }

    public Plane<float> Golgi { get; }

    public Plane<byte> Mask { get; }

    /// <summary>Minus the distance to the background.</summary>
    public Plane<float> Height { get; }

    /// <summary>Markers at the maxima of the distance.</summary>
    public Plane<uint> Seeds { get; }

    public void Write<T>(string name, Plane<T> plane)
        where T : unmanaged => Write(name, plane.Pixels);

    public void Write<T>(string name, ReadOnlySpan<T> values)
        where T : unmanaged =>
        File.WriteAllBytes(Path.Combine(Folder, $"{name}.{(typeof(T) == typeof(float) ? "f32" : typeof(T) == typeof(byte) ? "u8" : "u32")}"), MemoryMarshal.AsBytes(values));

    public void Dispose() => Directory.Delete(Folder, recursive: true);

    /// <summary>A truth plane as a camera gives it.</summary>
    // Whole grey levels with Gaussian noise (sum of twelve uniform numbers), the same in every run.
    public static Plane<float> Camera(Plane<float> truth, uint seed)
    {
        var plane = new Plane<float>(truth.Height, truth.Width);
        uint state = seed;
        for (int i = 0; i < plane.PixelCount; i++)
        {
            double noise = -6;
            for (int n = 0; n < 12; n++)
            {
                state = (state * 1664525) + 1013904223;
                noise += (state >> 8) / 16777216.0;
            }
            plane.Pixels[i] = (float)Math.Max(0, Math.Round(truth.Pixels[i] + (ReadNoise * noise) + 100));
        }
        return plane;
    }
}
