using System.Diagnostics;
using CellCluster.Analysis;
using CellCluster.Grains;
using CellCluster.Hosting;
using CellCluster.Imaging;
using CellCluster.Learning;
using CellCluster.Pipeline;

namespace CellCluster.Bench;

/// <summary>How much of the whole job is network and segmentation: processor seconds of the job, then of its two large parts alone on the same tiles and planes.</summary>
internal static class JobBench
{
    public static async Task RunAsync(BenchArguments arguments)
    {
        using var plate = new BenchPlate(arguments);
        LabelOptions options = plate.Options("warm");
        await LabelAsync(options, arguments.Lanes); // loads code and touches memory
        double before = BenchPlate.CpuSeconds();
        long start = Stopwatch.GetTimestamp();
        RunEnd end = await LabelAsync(options with { Out = Path.Combine(plate.Folder, "out") }, arguments.Lanes);
        double wall = Stopwatch.GetElapsedTime(start).TotalSeconds;
        double whole = BenchPlate.CpuSeconds() - before;
        if (end.Status?.DoneCount != arguments.Fields)
        {
            throw new InvalidOperationException($"{end.Status?.DoneCount} of {arguments.Fields} fields were done: {end.Refusal ?? end.Status?.Fault}");
        }
        using var process = Process.GetCurrentProcess();
        long peak = process.PeakWorkingSet64;
        (double network, double segmentation) = await PartsAsync(options, arguments);

        Console.WriteLine($"job: {arguments.Fields} fields of {arguments.Size}x{arguments.Size}, {arguments.Lanes} lanes, nuclei only, no images written; {BenchPlate.Origin()}");
        Console.WriteLine($"  whole job               {whole,8:0.00} processor s   {wall / arguments.Fields,6:0.00} wall s per field");
        Console.WriteLine($"  network alone           {network,8:0.00} processor s   {network / arguments.Fields,6:0.00} s per field");
        Console.WriteLine($"  segmentation alone      {segmentation,8:0.00} processor s   {segmentation / arguments.Fields,6:0.00} s per field");
        Console.WriteLine($"  (network + segmentation) / whole job = {(network + segmentation) / whole:0.000}   at least 0.9 wanted");
        Console.WriteLine($"  peak memory             {peak / 1048576.0,8:0} MB              below 4096 MB wanted");
        Console.WriteLine($"  pixels copied in silo   {LocalReferences.RefusedCount,8} times           0 wanted");
    }

    private static Task<RunEnd> LabelAsync(LabelOptions options, int lanes) =>
        new LabelRun(new TorchPredictorFactory(), TimeProvider.System)
            .RunAsync(options, new RunResources(LaneCount: lanes), redo: false, progress: null, CancellationToken.None);

    // The same tiles on as many threads as the job had lanes, then the segmentation of the same predictions on one.
    private static async Task<(double Network, double Segmentation)> PartsAsync(LabelOptions options, BenchArguments arguments)
    {
        var factory = new TorchPredictorFactory();
        var lanes = new List<LaneHost>();
        RunPlan? plan = null;
        for (int i = 0; i < arguments.Lanes; i++)
        {
            lanes.Add(await LaneStarter.StartAsync(factory, "cpu", i, TimeProvider.System));
            plan ??= RunPlanner.Plan(options, lanes[0].Describe(options.Model));
            await lanes[i].LoadAsync(plan.Model, CancellationToken.None);
        }
        var reader = new FieldReader(options.Plate);
        FrozenNormalisation frozen = new NormalisationSampler(reader, plan!.Preparation).Measure(plan.Sampled, plan.FieldSize!.Value, CancellationToken.None)!;
        var predictor0 = new FieldPredictor(plan.Tiles!, plan.Card.Outputs, plan.FieldSize.Value);
        Plane<float>[] prepared = [.. plan.Layout.Fields.Select(field => Prepared(reader, field, plan, frozen))];

        double before = BenchPlate.CpuSeconds();
        var predicted = new PredictedField[prepared.Length];
        await Parallel.ForAsync(0, prepared.Length, new ParallelOptions { MaxDegreeOfParallelism = arguments.Lanes }, async (i, _) =>
            predicted[i] = await predictor0.PredictAsync(
                prepared[i],
                (tile, giveUp) => lanes[i % lanes.Count].PredictAsync(new TileWork(plan.Model, tile, plan.Layout.PlateId, PlatePriority.Normal), giveUp),
                CancellationToken.None));
        double network = BenchPlate.CpuSeconds() - before;

        before = BenchPlate.CpuSeconds();
        foreach (PredictedField field in predicted)
        {
            using Segmentation segmentation = OrganelleSegmenter.Segment(field.Planes[0], Organelle.Nuclei, options: null, plan.PixelSizeUm);
        }
        double segmentationSeconds = BenchPlate.CpuSeconds() - before;
        foreach (LaneHost lane in lanes)
        {
            await lane.DisposeAsync();
        }
        return (network, segmentationSeconds);
    }

    private static Plane<float> Prepared(FieldReader reader, Plates.FieldSource field, RunPlan plan, FrozenNormalisation frozen)
    {
        using Plane raw = reader.Read(field, plan.FieldSize).Plane!;
        return plan.Preparation.Prepare(raw, frozen);
    }
}
