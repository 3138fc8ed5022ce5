using System.Diagnostics;
using System.Globalization;
using CellCluster.Analysis;
using CellCluster.Imaging;

namespace CellCluster.Bench;

/// <summary>The classical operations on one core against scikit-image and SciPy on one core (bench/peers/classical.py): the same planes, the same run.</summary>
/// <remarks>
/// Ours are single-threaded by construction, with OpenCV held to one thread. Every result is handed to the peer, which says how far the two are apart.
/// </remarks>
internal static class ClassicalBench
{
    private const int BlockPx = 111;
    private const double BallRadiusPx = 50;
    private const int MedianPx = 5;

    public static async Task RunAsync(BenchArguments arguments)
    {
        OpenCvSharp.Cv2.SetNumThreads(1);
        using var planes = new ClassicalPlanes(arguments.Size);
        var ours = new Dictionary<string, Figure>(StringComparer.Ordinal);
        foreach ((string name, Operation operation) in Operations(planes).Where(pair => arguments.Asks(pair.Name)))
        {
            ours.Add(name, Measure(operation));
            operation.Save?.Invoke(name);
        }
        string output = await PeerProcess.OutputAsync(arguments.Python, "classical.py", [planes.Folder, .. arguments.Only is { } only ? (string[])["--only", only] : []]);
        Dictionary<string, (double Seconds, string Difference)> theirs = Read(output, out string origin);
        Print(arguments, ours, theirs, origin);
    }

    private static IEnumerable<(string Name, Operation Operation)> Operations(ClassicalPlanes planes)
    {
        int size = planes.Nuclei.Height;
        var surface = new Plane<float>(size, size);
        var mask = new Plane<byte>(size, size);
        var labels = new Plane<uint>(size, size);
        long plane = planes.Nuclei.PixelCount;
        yield return ("local", new Operation("", "25x", 5 * plane, () => LocalThreshold.Mask(planes.Nuclei, BlockPx, float.NegativeInfinity, mask), name => planes.Write($"ours/{name}", mask)));
        float level = 0;
        yield return ("minimum", Level("3x", () => level = MinimumThreshold.Find(Histogram.Of(planes.Nuclei)).Value));
        yield return ("isodata", Level("", () => level = IsodataThreshold.Find(Histogram.Of(planes.Nuclei))));
        yield return ("otsu", Level("", () => level = OtsuThreshold.Find(Histogram.Of(planes.Nuclei))));
        yield return ("li", Level("", () => level = LiThreshold.Of(planes.Nuclei)));
        yield return ("triangle", Level("", () => level = TriangleThreshold.Find(Histogram.Of(planes.Nuclei))));
        yield return ("chow-kaneko", new Operation("", "", 8 * plane, () => ChowKanekoThreshold.Surface(planes.Nuclei, surface), null));
        yield return ("median", new Operation("", "", 8 * plane, () => MedianFilter.Apply(planes.Nuclei, MedianPx, surface), name => planes.Write($"ours/{name}", surface)));
        var ball = new Ball(BallRadiusPx, 1);
        yield return ("ball-apex", new Operation("", "30x", 8 * plane, () => RollingBall.Background(planes.Golgi, ball, BallSense.Apex, surface), name => planes.Write($"ours/{name}", surface)));
        yield return ("ball-opening", new Operation("", "15x", 8 * plane, () => RollingBall.Background(planes.Golgi, ball, BallSense.Opening, surface), name => planes.Write($"ours/{name}", surface)));
        foreach ((string name, BallSense sense) in ((string, BallSense)[])[("ball-fast-apex", BallSense.Apex), ("ball-fast-opening", BallSense.Opening)])
        {
            int shrink = RollingBall.ShrinkFor(BallRadiusPx);
            yield return (name, new Operation(name.Replace("-fast", "", StringComparison.Ordinal), "100x", 8 * plane, () => RollingBall.FastBackground(planes.Golgi, ball, sense, shrink, surface), null));
        }
        yield return ("fill", new Operation("", "3x", 2 * plane, () =>
        {
            planes.Mask.Pixels.CopyTo(mask.Pixels);
            HoleFilling.Fill(mask);
        }, name => planes.Write($"ours/{name}", mask)));
        yield return ("components", new Operation("", "3x", 5 * plane, () => ConnectedComponents.Label(planes.Mask, labels), name => planes.Write($"ours/{name}", labels)));
        yield return ("distance", new Operation("", "3x", 5 * plane, () => DistanceTransform.Apply(planes.Mask, surface), name => planes.Write($"ours/{name}", surface)));
        yield return ("watershed", new Operation("", "3x", 13 * plane, () => Watershed.Flood(planes.Height, planes.Seeds, planes.Mask, labels), name => planes.Write($"ours/{name}", labels)));
        yield return ("nuclei", new Operation("", "250 ms", 4 * plane, () =>
        {
            using Segmentation nuclei = OrganelleSegmenter.Segment(planes.Nuclei, Organelle.Nuclei);
            ObjectMeasurements.Of(nuclei.Labels, planes.Nuclei);
        }, null));
        // The same by OpenCV, which ours replaces (docs/decisions/0006): not in the product.
        yield return ("opencv-blur", new Operation("local", "", 8 * plane, () => Native(planes.Nuclei, surface, (from, to) => OpenCvSharp.Cv2.GaussianBlur(from, to, new OpenCvSharp.Size(147, 147), 110 / 6.0, 110 / 6.0, OpenCvSharp.BorderTypes.Reflect)), null));
        yield return ("opencv-components", new Operation("components", "", 5 * plane, () => Native(planes.Mask, labels, (from, to) => OpenCvSharp.Cv2.ConnectedComponents(from, to, OpenCvSharp.PixelConnectivity.Connectivity8, OpenCvSharp.MatType.CV_32S)), null));
        yield return ("opencv-distance", new Operation("distance", "", 5 * plane, () => Native(planes.Mask, surface, (from, to) => OpenCvSharp.Cv2.DistanceTransform(from, to, OpenCvSharp.DistanceTypes.L2, OpenCvSharp.DistanceTransformMasks.Precise)), null));
        yield return ("opencv-median", new Operation("median", "", 8 * plane, () => Native(planes.Nuclei, surface, (from, to) => OpenCvSharp.Cv2.MedianBlur(from, to, MedianPx)), null));

        Operation Level(string wanted, Action find) =>
            new("", wanted, 4 * plane, find, name => planes.Write<float>($"ours/{name}", [level]));
    }

    private static void Native(Plane source, Plane destination, Action<OpenCvSharp.Mat, OpenCvSharp.Mat> operation)
    {
        using PlaneMat from = source.AsMat();
        using PlaneMat to = destination.AsMat();
        operation(from.Mat, to.Mat);
        to.RequireInPlace();
    }

    // The median of runs that together take a second, at most 25, after eight seconds that warm up (at most 100 runs): the steady state of a lane,
    // where all code has been compiled for good.
    private static Figure Measure(Operation operation)
    {
        long warm = Stopwatch.GetTimestamp();
        for (int run = 0; run < 100 && (run == 0 || Stopwatch.GetElapsedTime(warm).TotalSeconds < 8); run++)
        {
            operation.Run();
        }
        long before = GC.GetAllocatedBytesForCurrentThread();
        operation.Run();
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        var spent = new List<double>();
        while (spent.Count < 3 || (spent.Count < 25 && spent.Sum() < 1))
        {
            long start = Stopwatch.GetTimestamp();
            operation.Run();
            spent.Add(Stopwatch.GetElapsedTime(start).TotalSeconds);
        }
        spent.Sort();
        return new Figure(operation, spent[spent.Count / 2], allocated);
    }

    private static Dictionary<string, (double Seconds, string Difference)> Read(string output, out string origin)
    {
        string[] lines = output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        origin = lines.First(line => line.StartsWith('#'))[2..];
        return lines.Where(line => !line.StartsWith('#')).Select(line => line.Split(' '))
            .ToDictionary(words => words[0], words => (double.Parse(words[1], CultureInfo.InvariantCulture), words[2]), StringComparer.Ordinal);
    }

    private static void Print(BenchArguments arguments, Dictionary<string, Figure> ours, Dictionary<string, (double Seconds, string Difference)> theirs, string origin)
    {
        double copy = MachineSpeed.CopyBytesPerSecond(4 * arguments.Size * arguments.Size);
        Console.WriteLine($"classical: one plane of {arguments.Size}x{arguments.Size}, one core each; {origin}; {BenchPlate.Origin()}; copying a plane {copy / 1e9:0.0} GB/s");
        double pairs = Math.PI * BallRadiusPx * BallRadiusPx * arguments.Size * arguments.Size;
        Console.WriteLine($"  limit: bytes that must move at the speed of a copy; trying every offset under the ball would take {pairs / MachineSpeed.MinimumPairsPerSecond():0.00} s at this core's peak");
        Console.WriteLine("  operation           ours ms   limit ms    peer ms   times as fast  wanted   difference   allocated kB");
        foreach ((string name, Figure figure) in ours)
        {
            string peerName = theirs.ContainsKey(name) ? name : figure.Operation.Peer;
            (double seconds, string difference) = theirs.TryGetValue(peerName, out (double, string) found) ? found : (double.NaN, "");
            Console.WriteLine(
                $"  {name,-18}{figure.Seconds * 1e3,9:0.00}{figure.Operation.Bytes / copy * 1e3,11:0.00}{seconds * 1e3,11:0.0}{seconds / figure.Seconds,16:0.0}{figure.Operation.Wanted,8}{(peerName == name ? difference : ""),13}{figure.AllocatedBytes / 1024.0,15:0.0}");
        }
    }

    /// <summary>One operation.</summary>
    /// <param name="Peer">The peer's operation where it has none of this name.</param>
    /// <param name="Wanted">How many times as fast as the peer it should be, or how long it may take; empty: no target.</param>
    /// <param name="Bytes">Bytes that must be read and written at least.</param>
    /// <param name="Run">Runs it once.</param>
    /// <param name="Save">Writes the result for the peer.</param>
    private sealed record Operation(string Peer, string Wanted, long Bytes, Action Run, Action<string>? Save);

    private sealed record Figure(Operation Operation, double Seconds, long AllocatedBytes);
}
