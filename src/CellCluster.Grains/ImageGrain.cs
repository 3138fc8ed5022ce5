using CellCluster.Pipeline;
using Microsoft.Extensions.Logging;

namespace CellCluster.Grains;

/// <inheritdoc cref="IImageGrain"/>
[LanePlacement]
internal sealed partial class ImageGrain(PlateRuns runs, AnalysisRoute analysis, ILogger<ImageGrain> log) : Grain, IImageGrain
{
    private FieldAssignment? _current;
    private CancellationTokenSource? _giveUp;

    public Task<bool> AssignAsync(FieldAssignment assignment)
    {
        if (_current is not null)
        {
            return Task.FromResult(false);
        }
        _current = assignment;
        _giveUp = new CancellationTokenSource();
        this.DelayDeactivation(TimeSpan.FromHours(2));
        _ = WorkAsync(assignment, _giveUp.Token); // goes on between turns; its end is always reported
        return Task.FromResult(true);
    }

    public Task CancelAsync(string plateId, long epoch)
    {
        if (_current is { } current && current.PlateId == plateId && current.Epoch == epoch)
        {
            _giveUp?.Cancel();
        }
        return Task.CompletedTask;
    }

    private async Task WorkAsync(FieldAssignment assignment, CancellationToken cancellation)
    {
        FieldReport report = await EndOfAttemptAsync(assignment, cancellation);
        _current = null;
        _giveUp?.Dispose();
        _giveUp = null;
        try
        {
            await GrainFactory.GetGrain<IPlateGrain>(assignment.PlateId).ReportAsync(report);
        }
        catch (Exception error) // nobody to tell: the plate's deadline for the field decides
        {
            LogUnreported(assignment.PlateId, assignment.Claim.Key.ToString(), error);
        }
    }

    private async Task<FieldReport> EndOfAttemptAsync(FieldAssignment assignment, CancellationToken cancellation)
    {
        FieldReport End(AttemptEnd end, FieldOutcome? outcome, string? reason) =>
            new(this.GetPrimaryKeyString(), assignment.Epoch, assignment.Claim, end, outcome, reason);

        try
        {
            FieldProcessor processor = runs.Get(assignment.PlateId).Processor;
            return End(AttemptEnd.Settled, await processor.ProcessAsync(assignment.Claim, assignment.Source, Workers(), cancellation), null);
        }
        catch (OperationCanceledException)
        {
            return End(AttemptEnd.Returned, null, "given up");
        }
        catch (Exception error) when (error is LaneStoppedException or LaneQuarantinedException)
        {
            return End(AttemptEnd.Returned, null, error.Message);
        }
        catch (PlateUnreachableException error)
        {
            return End(AttemptEnd.PlateUnreachable, null, error.Message);
        }
        catch (OutputUnavailableException error)
        {
            return End(AttemptEnd.OutputUnavailable, null, error.Message);
        }
        catch (Exception error) // counts against the field: tried three times, then a gap that says this
        {
            LogFailed(assignment.PlateId, assignment.Claim.Key.ToString(), assignment.Claim.Attempt, error);
            return End(AttemptEnd.Failed, null, $"{error.GetType().Name}: {error.Message}");
        }
    }

    private FieldWorkers Workers()
    {
        IInferenceGrain lane = GrainFactory.GetGrain<IInferenceGrain>(SlotName.LaneOf(this.GetPrimaryKeyString()));
        return new FieldWorkers(
            async (work, cancellation) => (await lane.PredictAsync(new LocalReference<TileWork>(work), cancellation)).Value,
            analysis.AnalyseAsync);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "plate {plate}, {field}: attempt {attempt} failed")]
    private partial void LogFailed(string plate, string field, int attempt, Exception error);

    [LoggerMessage(Level = LogLevel.Error, Message = "plate {plate}, {field}: the end of the attempt could not be reported")]
    private partial void LogUnreported(string plate, string field, Exception error);
}
