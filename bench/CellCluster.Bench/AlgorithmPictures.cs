using CellCluster.Analysis;
using CellCluster.Imaging;
using CellCluster.Pipeline;
using CellCluster.Plates;
using CellCluster.Plates.Simulation;

namespace CellCluster.Bench;

/// <summary>The pictures of docs/algorithms, all of simulated nuclei: touching ones divided or not, and thresholds under uneven light.</summary>
internal static class AlgorithmPictures
{
    private const int SidePx = 240;
    private const int WideSidePx = 480;

    public static void Write(string folder)
    {
        Directory.CreateDirectory(folder);
        using Plane<float> crowded = Nuclei(SidePx, cellsPerSquareMm: 2400, brightening: 0);
        PanelRow.Write(Path.Combine(folder, "nuclei-touching.png"),
        [
            Outlines(crowded, null),
            Outlines(crowded, new NucleiOptions { Declumping = Declumping.None }),
            Outlines(crowded, new NucleiOptions()),
        ]);

        using Plane<float> uneven = Nuclei(WideSidePx, cellsPerSquareMm: 900, brightening: 1200);
        PanelRow.Write(Path.Combine(folder, "threshold-uneven-light.png"),
        [
            Outlines(uneven, null),
            Outlines(uneven, new NucleiOptions { Threshold = ThresholdMethod.Otsu }),
            Outlines(uneven, new NucleiOptions { Threshold = ThresholdMethod.Local }),
            Outlines(uneven, new NucleiOptions()),
        ]);
    }

    private static (int Height, int Width, byte[] Rgb) Outlines(Plane<float> plane, NucleiOptions? options)
    {
        if (options is null)
        {
            using var none = new Plane<uint>(plane.Height, plane.Width);
            return Copy(OutlinePicture.Render(plane, none));
        }
        using Segmentation found = NucleiSegmenter.Segment(plane, options, SimulationOptionsOf(SidePx, 0).PixelSizeUm);
        Console.WriteLine($"{options.Threshold}, {options.Declumping}: {found.Objects.Count} nuclei, by {found.Threshold.RuleText}; {found.Threshold.FallbackReason}");
        return Copy(OutlinePicture.Render(plane, found.Labels));
    }

    private static (int Height, int Width, byte[] Rgb) Copy(RgbPicture picture)
    {
        using (picture)
        {
            return (picture.Height, picture.Width, picture.Pixels.ToArray());
        }
    }

    // Light grows from left to right by so many levels on the background and twice as much on the nuclei.
    private static Plane<float> Nuclei(int sidePx, double cellsPerSquareMm, float brightening)
    {
        using SimulatedField field = FieldSimulator.Simulate(SimulationOptionsOf(sidePx, cellsPerSquareMm), new WellId(1, 1), new FieldIndex(1));
        Plane<float> plane = ClassicalPlanes.Camera(field.Nuclei, 1);
        for (int y = 0; y < sidePx; y++)
        {
            for (int x = 0; x < sidePx; x++)
            {
                float share = (float)x / sidePx;
                plane[y, x] = (plane[y, x] * (0.3f + share)) + (brightening * share);
            }
        }
        return plane;
    }

    private static SimulationOptions SimulationOptionsOf(int sidePx, double cellsPerSquareMm) =>
        new() { HeightPx = sidePx, WidthPx = sidePx, Seed = 7, CellsPerSquareMm = cellsPerSquareMm, Clumping = 0.9 };
}
