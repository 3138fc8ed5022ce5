using System.Runtime.InteropServices;
using CellCluster.Analysis;
using CellCluster.Imaging;

namespace CellCluster.Bench;

/// <summary>Nuclei against people's outlines (a folder with index.csv: image, labels) beside scikit-image (bench/peers/dsb2018.py), both scored by the same code.</summary>
/// <remarks>Rows of even number (0-based) are those that parameters were chosen on; odd ones were not looked at.</remarks>
internal static class AccuracyBench
{
    private sealed record Score(int Row, string Class, double AtHalf, double Mean);

    public static async Task RunAsync(BenchArguments arguments)
    {
        string folder = arguments.Data ?? throw new ArgumentException("accuracy needs --data FOLDER (with index.csv)");
        string[][] rows = [.. File.ReadLines(Path.Combine(folder, "index.csv")).Skip(1).Select(line => line.Split(','))];
        var options = new NucleiOptions();
        if (arguments.Only is { } how)
        {
            options = options with { Declumping = Enum.Parse<Declumping>(how, ignoreCase: true) };
        }
        List<Score> ours = [.. rows.Select((row, number) => Ours(folder, row, number, options))];
        Print($"ours ({options.Threshold}, {options.Declumping})", ours);
        foreach (IGrouping<string, Score> size in ours.GroupBy(score => score.Class, StringComparer.Ordinal).OrderBy(group => group.Key, StringComparer.Ordinal))
        {
            Print($"  class {size.Key}", [.. size]);
        }
        Console.WriteLine("  worst even rows: " + string.Join(", ", ours.Where(score => score.Row % 2 == 0).OrderBy(score => score.Mean).Take(12).Select(score => $"{score.Row} ({score.Mean:0.00})")));
        if (arguments.Python == "none")
        {
            return;
        }
        foreach (string[] settings in (string[][])[[], ["--sigma", "0.7", "--distance-sigma", "0"]])
        {
            string output = Directory.CreateTempSubdirectory("accuracy").FullName;
            string said = await PeerProcess.OutputAsync(arguments.Python, "dsb2018.py", [folder, output, .. settings]);
            Print(said.Trim(), [.. rows.Select((row, number) => Peer(folder, output, row, number))]);
            Directory.Delete(output, recursive: true);
        }
    }

    private static Score Ours(string folder, string[] row, int number, NucleiOptions options)
    {
        using Plane image = ImageFile.Read(Path.Combine(folder, row[0]), new ReadOptions { Colour = ColourPolicy.Luminance });
        using Plane<float> plane = image.ToFloat();
        using Segmentation found = NucleiSegmenter.Segment(plane, options, pixelSizeUm: null);
        return Compare(folder, row, number, found.SizeClass, found.Labels);
    }

    private static Score Peer(string folder, string output, string[] row, int number)
    {
        byte[] bytes = File.ReadAllBytes(Path.Combine(output, $"{number}.u32"));
        uint[] ids = MemoryMarshal.Cast<byte, uint>(bytes).ToArray();
        using var labels = new Plane<uint>(int.Parse(row[3]), int.Parse(row[2]), ids);
        return Compare(folder, row, number, "", labels);
    }

    private static Score Compare(string folder, string[] row, int number, string size, Plane<uint> found)
    {
        using Plane stored = ImageFile.Read(Path.Combine(folder, row[1]));
        var ids = (Plane<ushort>)stored;
        using var reference = new Plane<uint>(ids.Height, ids.Width, Array.ConvertAll(ids.Buffer, id => (uint)id));
        DetectionCurve curve = ObjectMatching.Compare(found, reference);
        return new Score(number, size, curve.F1AtHalf, curve.MeanF1);
    }

    private static void Print(string name, IReadOnlyList<Score> scores)
    {
        Console.WriteLine(name);
        foreach ((string rows, Func<Score, bool> belongs) in (ReadOnlySpan<(string, Func<Score, bool>)>)
                 [("even (chosen on)", score => score.Row % 2 == 0), ("odd", score => score.Row % 2 == 1), ("all", _ => true)])
        {
            Score[] some = [.. scores.Where(belongs)];
            if (some.Length > 0)
            {
                Console.WriteLine($"    {rows,-18}{some.Length,4} images   F1 at IoU 0.5 {some.Average(score => score.AtHalf):0.000}   mean F1 0.5-0.95 {some.Average(score => score.Mean):0.000}");
            }
        }
    }
}
