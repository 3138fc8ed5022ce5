using CellCluster.Pipeline;
using Microsoft.Extensions.Logging;
using Orleans.Streams;

namespace CellCluster.Grains;

/// <inheritdoc cref="IOutboxFeedGrain"/>
/// <remarks>Looks every second; the keepers of the plate silos bring it to life elsewhere when its silo is gone (<see cref="OutboxFeedKeeper"/>).</remarks>
[KeepAlive, RolePlacement(SiloRoles.Plate)]
internal sealed partial class OutboxFeedGrain(ILedger ledger, ILogger<OutboxFeedGrain> log) : Grain, IOutboxFeedGrain
{
    private static readonly TimeSpan s_lookEvery = TimeSpan.FromSeconds(1);
    private OutboxFeed? _feed;

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        IAsyncStream<PlateEvent> stream = this.GetStreamProvider(PlateEventStream.Provider).GetStream<PlateEvent>(PlateEventStream.Id);
        _feed = new OutboxFeed(ledger, next => stream.OnNextAsync(next));
        this.RegisterGrainTimer(LookAsync, new GrainTimerCreationOptions(TimeSpan.Zero, s_lookEvery) { KeepAlive = true });
        return base.OnActivateAsync(cancellationToken);
    }

    public Task WakeAsync() => Task.CompletedTask;

    private async Task LookAsync(CancellationToken cancellation)
    {
        try
        {
            await _feed!.PassAsync(cancellation);
        }
        catch (Exception error) when (!cancellation.IsCancellationRequested) // ledger or stream are away: subscribers read the ledger, and the next look tries again
        {
            LogLate(error);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "events come late: the outbox could not be carried into the stream; tried again every second")]
    private partial void LogLate(Exception error);
}
