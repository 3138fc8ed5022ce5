using CellCluster.Pipeline;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace CellCluster.Hosting;

/// <summary>Looks whether the ledger answers, for readiness: a silo without its database takes no work, and needs no restart.</summary>
internal sealed partial class DatabaseWatch(ILedger ledger, SiloState state, TimeProvider time, ILogger<DatabaseWatch> log) : BackgroundService
{
    private const string Cursor = "silo-readiness"; // is never moved; reading it is the cheapest question there is
    private static readonly TimeSpan s_every = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(5);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(s_every, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                Note(await FaultAsync(stoppingToken));
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The silo leaves.
        }
    }

    private async Task<string?> FaultAsync(CancellationToken stop)
    {
        // The ledger waits a minute for its database; whoever sends work here is to know sooner.
        using var limit = new CancellationTokenSource(s_patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stop, limit.Token);
        try
        {
            await ledger.ReadCursorAsync(Cursor, either.Token);
            return null;
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested && !stop.IsCancellationRequested)
        {
            return $"the database has not answered for {s_patience.TotalSeconds:0} s";
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            return error.Message.ReplaceLineEndings(" ");
        }
    }

    private void Note(string? fault)
    {
        if (fault is not null && state.DatabaseFault is null)
        {
            LogAway(fault);
        }
        else if (fault is null && state.DatabaseFault is not null)
        {
            LogBack();
        }
        state.DatabaseFault = fault;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "the database does not answer: {fault}; work goes on when it is back")]
    private partial void LogAway(string fault);

    [LoggerMessage(Level = LogLevel.Information, Message = "the database answers again")]
    private partial void LogBack();
}
