using CellCluster.Pipeline;
using Microsoft.Extensions.Logging;
using Orleans.Runtime;

namespace CellCluster.Grains;

/// <inheritdoc cref="IImageGrain"/>
[LanePlacement]
internal sealed partial class ImageGrain(
    PlateRuns runs,
    AnalysisRoute analysis,
    SiloLanes lanes,
    SiloSlots slots,
    PlateTimes times,
    TimeProvider time,
    ILocalSiloDetails silo,
    IGrainFactory grains,
    ILogger<ImageGrain> log) : Grain, IImageGrain
{
    private string Slot => this.GetPrimaryKeyString();

    public Task<AssignReply> AssignAsync(FieldAssignment assignment)
    {
        if (slots.TryEnter(Slot, assignment) is not { } stay)
        {
            bool isSame = slots.At(Slot)?.Assignment is { } current && current.PlateId == assignment.PlateId && current.Claim == assignment.Claim;
            return Task.FromResult(new AssignReply(isSame, silo.SiloAddress)); // the same assignment sent twice is taken once
        }
        this.DelayDeactivation(TimeSpan.FromHours(2));
        _ = Task.Run(() => WorkAsync(stay)); // outside of this activation, which may be ended before the work is; its end is always reported
        return Task.FromResult(new AssignReply(true, silo.SiloAddress));
    }

    public Task CancelAsync(string plateId, long epoch)
    {
        if (slots.At(Slot) is { } stay && stay.Assignment.PlateId == plateId && stay.Assignment.Epoch == epoch)
        {
            stay.GiveUp();
        }
        return Task.CompletedTask;
    }

    public Task<IReadOnlyList<SlotWork>> WorkOnAsync(string plateId) => Task.FromResult<IReadOnlyList<SlotWork>>(
        [.. slots.Of(Slot).Where(one => one.PlateId == plateId).Select(one => new SlotWork(Slot, silo.SiloAddress, one.Epoch, one.Claim))]);

    private async Task WorkAsync(SiloSlots.Stay stay)
    {
        using SiloSlots.Stay own = stay;
        FieldAssignment assignment = stay.Assignment;
        long start = time.GetTimestamp();
        var effort = new EffortCount();
        FieldReport report = await EndOfAttemptAsync(stay.Slot, assignment, effort, stay.GivenUp);
        stay.IsReporting = true;
        await ReportAsync(assignment, report with { Effort = new FieldEffort(effort.Tiles, effort.Pixels, time.GetElapsedTime(start)) });
    }

    // The plate's grain may be on its way to another silo, or wait for its ledger: it is told until it has taken the report.
    private async Task ReportAsync(FieldAssignment assignment, FieldReport report)
    {
        long answered = time.GetTimestamp();
        TimeSpan pause = times.ReportPause.First;
        while (true)
        {
            try
            {
                if (await grains.GetGrain<IPlateGrain>(assignment.PlateId).ReportAsync(report))
                {
                    return;
                }
                answered = time.GetTimestamp(); // it lives and cannot write yet
            }
            catch (Exception error) // unreachable, moving, or its silo has just died
            {
                if (time.GetElapsedTime(answered) > assignment.Deadline)
                {
                    LogUnreported(assignment.PlateId, assignment.Claim.Key.ToString(), error);
                    return; // the plate's own deadline for the field decides
                }
            }
            await Task.Delay(pause, time);
            pause = TimeSpan.FromTicks(Math.Min(2 * pause.Ticks, times.ReportPause.Longest.Ticks));
        }
    }

    private async Task<FieldReport> EndOfAttemptAsync(string slot, FieldAssignment assignment, EffortCount effort, CancellationToken cancellation)
    {
        FieldReport End(AttemptEnd end, FieldOutcome? outcome, string? reason) => new(slot, assignment.Epoch, assignment.Claim, end, outcome, reason);

        try
        {
            LaneHost lane = lanes.Get(SlotName.LaneOf(slot));
            PlateRun run = await runs.GetAsync(assignment.PlateId, assignment.Epoch, lane.Describe, cancellation);
            return End(AttemptEnd.Settled, await run.Processor.ProcessAsync(assignment.Claim, assignment.Source, Workers(slot, assignment.PlateId, effort), cancellation), null);
        }
        catch (OperationCanceledException)
        {
            return End(AttemptEnd.Returned, null, "given up");
        }
        catch (Exception error) when (error is LaneStoppedException or LaneQuarantinedException or LedgerUnavailableException or OrleansException)
        {
            // OrleansException: a call met a silo that has just gone, the grain directory's included; it says nothing about the field.
            return End(AttemptEnd.Returned, null, error.Message);
        }
        catch (SiloUnfitException error)
        {
            return End(AttemptEnd.SiloUnfit, null, error.Message);
        }
        catch (PlateUnreachableException error)
        {
            return End(AttemptEnd.PlateUnreachable, null, error.Message);
        }
        catch (OutputUnavailableException error)
        {
            return End(AttemptEnd.OutputUnavailable, null, error.Message);
        }
        catch (TileFailedException error)
        {
            LogFailed(assignment.PlateId, assignment.Claim.Key.ToString(), assignment.Claim.Attempt, error);
            return End(AttemptEnd.TileFailed, null, error.Message);
        }
        catch (Exception error) // counts against the field: tried three times, then a gap that says this
        {
            LogFailed(assignment.PlateId, assignment.Claim.Key.ToString(), assignment.Claim.Attempt, error);
            return End(AttemptEnd.Failed, null, $"{error.GetType().Name}: {error.Message}");
        }
    }

    private FieldWorkers Workers(string slot, string plateId, EffortCount effort)
    {
        IInferenceGrain lane = grains.GetGrain<IInferenceGrain>(SlotName.LaneOf(slot));
        return new FieldWorkers((work, cancellation) => PredictAsync(lane, plateId, work, effort, cancellation), analysis.AnalyseAsync);
    }

    private static async Task<TilePrediction> PredictAsync(IInferenceGrain lane, string plateId, TileWork work, EffortCount effort, CancellationToken cancellation)
    {
        long pixels = work.Tile.Pixels.PixelCount;
        try
        {
            TilePrediction prediction = (await lane.PredictAsync(new LocalReference<TileWork>(work), cancellation)).Value;
            effort.Add(pixels);
            return prediction;
        }
        catch (ModelFileException error) // the silo's store, not the field
        {
            throw new SiloUnfitException(plateId, error.Message.ReplaceLineEndings(" "), error);
        }
        catch (Exception error) when (error is not (OperationCanceledException or LaneStoppedException or LaneQuarantinedException or OrleansException))
        {
            throw new TileFailedException($"{error.GetType().Name}: {error.Message}", error);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "plate {plate}, {field}: attempt {attempt} failed")]
    private partial void LogFailed(string plate, string field, int attempt, Exception error);

    [LoggerMessage(Level = LogLevel.Error, Message = "plate {plate}, {field}: the end of the attempt could not be reported")]
    private partial void LogUnreported(string plate, string field, Exception error);

    private sealed class TileFailedException(string message, Exception inner) : Exception(message, inner);

    // Tiles of one field may be answered on several threads.
    private sealed class EffortCount
    {
        private int _tiles;
        private long _pixels;

        public int Tiles => Volatile.Read(ref _tiles);

        public long Pixels => Interlocked.Read(ref _pixels);

        public void Add(long pixels)
        {
            Interlocked.Increment(ref _tiles);
            Interlocked.Add(ref _pixels, pixels);
        }
    }
}
