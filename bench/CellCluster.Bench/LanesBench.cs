using System.Diagnostics;
using CellCluster.Grains;
using CellCluster.Hosting;
using CellCluster.Imaging;
using CellCluster.Learning;
using CellCluster.Ledger;
using CellCluster.Pipeline;

namespace CellCluster.Bench;

/// <summary>What a lane behind a grain costs: the same tiles through InferenceGrain in a real embedded silo and through a bare predictor, in turns in one
/// process; the ratio is taken of processor time, because the machine may be busy with other work.</summary>
internal static class LanesBench
{
    private const int Rounds = 5;
    private const int TilesAhead = 3; // as FieldPredictor sends them
    private const int TilePx = 512; // smaller than a plan takes on a CPU: what a tile costs beside the network shows the more

    private sealed record Round(double Processor, double Wall, double InNetwork);

    public static async Task RunAsync(BenchArguments arguments)
    {
        string folder = Directory.CreateTempSubdirectory("cellcluster-bench-").FullName;
        try
        {
            string path = arguments.Model ?? BenchModel.Write(Path.Combine(folder, "random.safetensors"));
            var model = new ModelReference(Path.GetFullPath(path), RunFingerprints.OfFile(path));
            var factory = new TorchPredictorFactory();
            await using LaneHost lane = await LaneStarter.StartAsync(factory, "cpu", 0, TimeProvider.System);
            PredictorFacts facts = await lane.LoadAsync(model, CancellationToken.None);
            await using ILedger ledger = await SqliteLedger.OpenAsync(Path.Combine(folder, "ledger.sqlite"), TimeProvider.System, CancellationToken.None);
            await using EmbeddedCluster cluster =
                await EmbeddedCluster.StartAsync(ledger, new SiloLanes([lane]), factory, TimeProvider.System, logging: null, CancellationToken.None);
            IInferenceGrain grain = cluster.Grains.GetGrain<IInferenceGrain>(lane.Name);
            TilePlan plan = TilePlan.Exact(arguments.Size, arguments.Size, facts.Geometry, TilePx);
            TileWork[][] fields = [.. Enumerable.Range(0, arguments.Fields).Select(field => Cut(plan, model, field))];

            Bare(factory, model, fields);
            await ThroughGrainAsync(grain, lane, fields); // both once: code is loaded, memory touched
            var bare = new List<Round>();
            var grains = new List<Round>();
            for (int round = 0; round < Rounds; round++)
            {
                bare.Add(Bare(factory, model, fields));
                grains.Add(await ThroughGrainAsync(grain, lane, fields));
            }
            Print(plan, fields, bare, grains);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static TileWork[] Cut(TilePlan plan, ModelReference model, int field)
    {
        using var plane = new Plane<float>(plan.Height, plan.Width);
        for (int i = 0; i < plane.PixelCount; i++)
        {
            plane.Pixels[i] = ((i + field) * 2654435761u % 1000 / 500f) - 1;
        }
        return [.. plan.Tiles.Select(tile =>
        {
            var pixels = new Plane<float>(plan.OuterHeight, plan.OuterWidth);
            plan.CutTile(plane, tile, pixels);
            var input = new TileInput(pixels, [.. plan.EmbeddingRegions(tile).Select(region => region.Cells)]);
            return new TileWork(model, input, $"P{field % 2}", PlatePriority.Normal) { Field = $"f{field}" };
        })];
    }

    // One thread of its own, as a lane has; the network is loaded and has predicted a tile before the clock starts.
    private static Round Bare(TorchPredictorFactory factory, ModelReference model, TileWork[][] fields)
    {
        Round? round = null;
        var thread = new Thread(() =>
        {
            using IPredictor predictor = factory.Create(model.Path, "cpu:0");
            predictor.Predict([fields[0][0].Tile])[0].Dispose();
            double before = BenchPlate.CpuSeconds();
            long start = Stopwatch.GetTimestamp();
            foreach (TileWork work in fields.SelectMany(field => field))
            {
                predictor.Predict([work.Tile])[0].Dispose();
            }
            double wall = Stopwatch.GetElapsedTime(start).TotalSeconds;
            round = new Round(BenchPlate.CpuSeconds() - before, wall, wall);
        });
        thread.Start();
        thread.Join();
        return round!;
    }

    // Every field sends its tiles ahead of their answers; all fields at once, from two plates.
    private static async Task<Round> ThroughGrainAsync(IInferenceGrain grain, LaneHost lane, TileWork[][] fields)
    {
        TimeSpan busy = lane.Figures.Busy;
        double before = BenchPlate.CpuSeconds();
        long start = Stopwatch.GetTimestamp();
        await Task.WhenAll(fields.Select(async field =>
        {
            var flying = new Queue<Task<LocalReference<TilePrediction>>>();
            foreach (TileWork work in field)
            {
                flying.Enqueue(grain.PredictAsync(new LocalReference<TileWork>(work), CancellationToken.None));
                if (flying.Count == TilesAhead)
                {
                    (await flying.Dequeue()).Value.Dispose();
                }
            }
            foreach (Task<LocalReference<TilePrediction>> answer in flying)
            {
                (await answer).Value.Dispose();
            }
        }));
        double wall = Stopwatch.GetElapsedTime(start).TotalSeconds;
        return new Round(BenchPlate.CpuSeconds() - before, wall, (lane.Figures.Busy - busy).TotalSeconds);
    }

    private static void Print(TilePlan plan, TileWork[][] fields, List<Round> bare, List<Round> grains)
    {
        int tiles = fields.Sum(field => field.Length);
        double bareProcessor = Median(bare.Select(round => round.Processor));
        double grainProcessor = Median(grains.Select(round => round.Processor));
        double[] ratios = [.. bare.Zip(grains, (one, other) => one.Processor / other.Processor).Order()];
        double away = Median(grains.Select(round => round.Wall - round.InNetwork));
        Console.WriteLine($"lanes: {fields.Length} fields of {plan.Height}x{plan.Width}, {tiles} tiles of {plan.OuterHeight}, one CPU lane, {Rounds} rounds in turns; {BenchPlate.Origin()}");
        Console.WriteLine($"  bare predictor          {bareProcessor,8:0.000} processor s   {Median(bare.Select(round => round.Wall)),8:0.000} wall s");
        Console.WriteLine($"  through InferenceGrain  {grainProcessor,8:0.000} processor s   {Median(grains.Select(round => round.Wall)),8:0.000} wall s");
        Console.WriteLine($"  bare / grain, processor {Median(ratios),8:0.000} ({ratios[0]:0.000} to {ratios[^1]:0.000})     at least 0.97 wanted");
        Console.WriteLine($"  bare / grain, wall      {Median(bare.Zip(grains, (one, other) => one.Wall / other.Wall)),8:0.000}");
        Console.WriteLine($"  the rest: calls, queue and turns {(grainProcessor - bareProcessor) / tiles * 1000:0.00} ms processor a tile; the lane was out of the network for {away / tiles * 1000:0.00} ms wall a tile ({away / Median(grains.Select(round => round.Wall)):0.000} of the time)");
        Console.WriteLine($"  pixels copied in silo   {LocalReferences.RefusedCount,8} times           0 wanted");
    }

    private static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }
}
