using System.Diagnostics;
using CellCluster.Imaging;
using CellCluster.Learning;
using CellCluster.Pipeline;

namespace CellCluster.Bench;

/// <summary>Seconds per field of the exact plan against the source's scheme, and of other outer sizes: where the planner's starting size comes from.</summary>
internal static class TilingBench
{
    public static void Run(BenchArguments arguments)
    {
        string folder = Directory.CreateTempSubdirectory("cellcluster-bench-").FullName;
        try
        {
            string model = arguments.Model ?? BenchModel.Write(Path.Combine(folder, "random.safetensors"));
            using IPredictor predictor = new TorchPredictorFactory().Create(model, "cpu:0");
            TilePlan source = TilePlan.Overlapping(arguments.Size, arguments.Size, predictor.Facts.Geometry);
            Console.WriteLine($"tiling: one field of {arguments.Size}x{arguments.Size}, one lane; {BenchPlate.Origin()}");
            double reference = Measure(predictor, source, arguments);
            Print("256/226", source, reference, reference);
            foreach (int target in new[] { 384, 512, 688, 800 }.Append(predictor.Facts.PreferredTilePx).Distinct().Order())
            {
                TilePlan exact = TilePlan.Exact(arguments.Size, arguments.Size, predictor.Facts.Geometry, target);
                Print(target == predictor.Facts.PreferredTilePx ? "exact *" : "exact", exact, Measure(predictor, exact, arguments), reference);
            }
            Console.WriteLine("  * the predictor's own size; at most 1.0 of 256/226 wanted, 0.8 hoped for");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static double Measure(IPredictor predictor, TilePlan plan, BenchArguments arguments)
    {
        using var field = new Plane<float>(arguments.Size, arguments.Size);
        for (int i = 0; i < field.PixelCount; i++)
        {
            field.Pixels[i] = (i * 2654435761u % 1000 / 500f) - 1;
        }
        using var tile = new Plane<float>(plan.OuterHeight, plan.OuterWidth);
        double best = double.PositiveInfinity;
        for (int repeat = 0; repeat < 2; repeat++)
        {
            long start = Stopwatch.GetTimestamp();
            foreach (Tile one in plan.Tiles)
            {
                plan.CutTile(field, one, tile);
                predictor.Predict([new TileInput(tile, [.. plan.EmbeddingRegions(one).Select(region => region.Cells)])])[0].Dispose();
            }
            best = Math.Min(best, Stopwatch.GetElapsedTime(start).TotalSeconds);
        }
        return best;
    }

    private static void Print(string name, TilePlan plan, double seconds, double reference) =>
        Console.WriteLine($"  {name,-8} {plan.Tiles.Count,4} tiles of {plan.OuterHeight,4}   {plan.ComputedPixelRatio:0.00}x pixels   {seconds,6:0.00} s   {seconds / reference:0.00} of 256/226   {plan.Tiles.Count * (double)plan.OuterHeight * plan.OuterWidth * 92.0e3 / seconds / 1e9,5:0.0} GFLOP/s");
}
