using CellCluster.Grains;
using CellCluster.Ledger;
using CellCluster.Pipeline;
using Microsoft.Extensions.Logging;

namespace CellCluster.Hosting;

/// <summary>What a run may use of the machine: never part of a result.</summary>
/// <param name="Device">cpu or cuda:n. Default cpu.</param>
/// <param name="LaneCount">Lanes; null: as many as there are cores and memory for.</param>
/// <param name="MemoryBytes">Memory that may be used; null: what the machine or container has.</param>
public sealed record RunResources(string Device = "cpu", int? LaneCount = null, long? MemoryBytes = null);

/// <summary>What a person watches.</summary>
/// <param name="Status">The plate.</param>
/// <param name="Lanes">What the lanes have done so far.</param>
public sealed record RunProgress(PlateStatus Status, IReadOnlyList<LaneFigures> Lanes);

/// <summary>What a run would do: for --dry-run.</summary>
/// <param name="Plan">The plan.</param>
/// <param name="Memory">Its need.</param>
/// <param name="LaneCount">Lanes it would use.</param>
/// <param name="TileTime">Time of one tile on one lane, measured now; null when no field can be read.</param>
/// <param name="OutputBytes">Space that the results take at most.</param>
public sealed record RunPreview(RunPlan Plan, MemoryPlan Memory, int LaneCount, TimeSpan? TileTime, long OutputBytes)
{
    /// <summary>Expected time in the network: tiles over lanes.</summary>
    public TimeSpan? Duration =>
        TileTime is { } tile && Plan.Tiles is { } tiles ? tile * ((double)Plan.Layout.Fields.Count * tiles.Tiles.Count / LaneCount) : null;
}

/// <summary>How a run ended.</summary>
/// <param name="Status">The plate; null when it was refused.</param>
/// <param name="Refusal">Why it was refused.</param>
/// <param name="Fault">Kind of refusal.</param>
public sealed record RunEnd(PlateStatus? Status, string? Refusal, StartFault Fault);

/// <summary>Labels one plate in a cluster of its own inside this process.</summary>
/// <param name="factory">Makes predictors.</param>
/// <param name="time">Clock.</param>
/// <param name="logging">Where logs go; null: nowhere.</param>
public sealed class LabelRun(IPredictorFactory factory, TimeProvider time, Action<ILoggingBuilder>? logging = null)
{
    private const int SlotsPerLane = 2;
    private static readonly TimeSpan s_lookEvery = TimeSpan.FromMilliseconds(200);

    /// <summary>Plans a run and measures one tile; writes nothing.</summary>
    /// <exception cref="CellCluster.Plates.LayoutException">The folder cannot be understood.</exception>
    /// <exception cref="RunRefusedException">Model and plate do not fit.</exception>
    /// <exception cref="MemoryShortException">Too little memory.</exception>
    public async Task<RunPreview> PreviewAsync(LabelOptions options, RunResources resources)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(resources);
        await using LaneHost lane = await LaneStarter.StartAsync(factory, resources.Device, 0, time);
        PredictorFacts facts = lane.Describe(options.Model);
        RunPlan plan = await Task.Run(() => RunPlanner.Plan(options, facts));
        MemoryPlan memory = MemoryPlan.For(plan, facts, SlotsPerLane);
        int lanes = LaneCount(memory, resources);
        TimeSpan? tileTime = plan.Tiles is null ? null : await MeasureTileAsync(lane, plan);
        return new RunPreview(plan, memory, lanes, tileTime, RunOutput.LargestBytes(plan));
    }

    /// <summary>Labels the plate, or goes on where an earlier run ended.</summary>
    /// <param name="options">What is asked for.</param>
    /// <param name="resources">What may be used.</param>
    /// <param name="redo">Forgets an earlier run of the plate in the output folder.</param>
    /// <param name="progress">Told several times a second, on any thread.</param>
    /// <param name="drain">Lets the fields in work finish and stops; the run can be resumed.</param>
    /// <exception cref="LedgerUnavailableException">The ledger of the output folder is in use or damaged.</exception>
    /// <exception cref="ModelFileException">The model cannot be loaded.</exception>
    /// <exception cref="MemoryShortException">Too little memory.</exception>
    public async Task<RunEnd> RunAsync(LabelOptions options, RunResources resources, bool redo, Action<RunProgress>? progress, CancellationToken drain)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(resources);
        options = options with { Device = resources.Device.Split(':')[0] };
        var lanes = new List<LaneHost>();
        try
        {
            lanes.Add(await LaneStarter.StartAsync(factory, resources.Device, 0, time));
            PredictorFacts facts = lanes[0].Describe(options.Model);
            RunPlan plan = await Task.Run(() => RunPlanner.Plan(options, facts), CancellationToken.None);
            int laneCount = resources.Device == "cpu" ? LaneCount(MemoryPlan.For(plan, facts, SlotsPerLane), resources) : 1;
            while (lanes.Count < laneCount)
            {
                lanes.Add(await LaneStarter.StartAsync(factory, resources.Device, lanes.Count, time));
            }
            // Before anything is written: a damaged model is nobody's gap.
            await Task.WhenAll(lanes.Select(lane => lane.LoadAsync(plan.Model, CancellationToken.None)));
            // Only made and probed here: what a killed run left behind is taken away by whoever holds the ledger, or it would be another process's work.
            Plates.OutputFolder.Open(options.Out);
            await using ILedger ledger = await SqliteLedger.OpenAsync(Path.Combine(options.Out, "ledger.sqlite"), time, CancellationToken.None);
            await using EmbeddedCluster cluster = await EmbeddedCluster.StartAsync(ledger, new SiloLanes(lanes, SlotsPerLane), factory, time, logging, CancellationToken.None);
            IPlateGrain plate = cluster.Grains.GetGrain<IPlateGrain>(plan.Layout.PlateId);
            StartReply reply = await plate.StartAsync(LabelOptionsJson.Write(options), redo);
            return reply.Refusal is not null
                ? new RunEnd(null, reply.Refusal, reply.Fault)
                : new RunEnd(await WatchAsync(plate, lanes, progress, drain), null, StartFault.None);
        }
        catch (Exception error) when (error is Plates.LayoutException or PlateUnreachableException or RunRefusedException or Plates.OutputFolderException)
        {
            StartFault fault = error switch
            {
                Plates.LayoutException or PlateUnreachableException => StartFault.Layout,
                RunRefusedException => StartFault.Model,
                _ => StartFault.Output,
            };
            return new RunEnd(null, error.Message, fault);
        }
        finally
        {
            foreach (LaneHost lane in lanes)
            {
                await lane.DisposeAsync();
            }
        }
    }

    private async Task<PlateStatus> WatchAsync(IPlateGrain plate, List<LaneHost> lanes, Action<RunProgress>? progress, CancellationToken drain)
    {
        bool isDraining = false;
        while (true)
        {
            PlateStatus status = await plate.StatusAsync();
            progress?.Invoke(new RunProgress(status, [.. lanes.Select(lane => lane.Figures)]));
            if (status.Phase is PlatePhase.Finished or PlatePhase.Stopped)
            {
                return status;
            }
            if (drain.IsCancellationRequested && !isDraining)
            {
                isDraining = true;
                await plate.DrainAsync();
            }
            await Task.Delay(s_lookEvery, time, CancellationToken.None);
        }
    }

    private static int LaneCount(MemoryPlan memory, RunResources resources) =>
        memory.LaneCount(resources.LaneCount, Environment.ProcessorCount, resources.MemoryBytes ?? GC.GetGCMemoryInfo().TotalAvailableMemoryBytes);

    private async Task<TimeSpan> MeasureTileAsync(LaneHost lane, RunPlan plan)
    {
        using Imaging.Plane<float> pixels = new(plan.Tiles!.OuterHeight, plan.Tiles.OuterWidth);
        var tile = new TileWork(plan.Model, new TileInput(pixels, []), plan.Layout.PlateId, PlatePriority.Normal);
        (await lane.PredictAsync(tile, CancellationToken.None)).Dispose(); // the first one pays for loading code
        long start = time.GetTimestamp();
        (await lane.PredictAsync(tile, CancellationToken.None)).Dispose();
        return time.GetElapsedTime(start);
    }
}
