using System.Diagnostics;
using System.Globalization;
using CellCluster.Hosting;
using CellCluster.Learning;
using CellCluster.Pipeline;

namespace CellCluster.Bench;

/// <summary>The same plate labelled by us and by one script over PyTorch and scikit-image, one after the other: the ratio of wall seconds per field.</summary>
internal static class PeerBench
{
    public static async Task RunAsync(BenchArguments arguments)
    {
        using var plate = new BenchPlate(arguments);
        var run = new LabelRun(new TorchPredictorFactory(), TimeProvider.System);
        var resources = new RunResources(LaneCount: arguments.Lanes);
        await run.RunAsync(plate.Options("warm"), resources, redo: false, progress: null, CancellationToken.None);
        long start = Stopwatch.GetTimestamp();
        RunEnd end = await run.RunAsync(plate.Options("out"), resources, redo: false, progress: null, CancellationToken.None);
        double ours = Stopwatch.GetElapsedTime(start).TotalSeconds / arguments.Fields;
        if (end.Status?.DoneCount != arguments.Fields)
        {
            throw new InvalidOperationException($"only {end.Status?.DoneCount} of {arguments.Fields} fields were done");
        }

        string output = await PeerProcess.OutputAsync(
            arguments.Python, "label_fields.py", plate.Plate, plate.Model, "--threads", arguments.Lanes.ToString(CultureInfo.InvariantCulture));
        Console.Write(output);
        string last = output.TrimEnd().Split('\n')[^1];
        double theirs = double.Parse(last.Split(' ')[^1], CultureInfo.InvariantCulture);
        Console.WriteLine($"peer: {arguments.Fields} fields of {arguments.Size}x{arguments.Size}, {arguments.Lanes} lanes against {arguments.Lanes} threads; {BenchPlate.Origin()}");
        Console.WriteLine($"  ours {ours:0.00} s per field, peer {theirs:0.00} s per field: {theirs / ours:0.00} times as fast   at least 3 wanted, 4 hoped for");
    }
}
