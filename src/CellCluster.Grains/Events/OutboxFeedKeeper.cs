using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace CellCluster.Grains;

/// <summary>Sees to it that the feed lives: wakes it now and then, which brings it to a living silo of role plate when its own is gone.</summary>
internal sealed partial class OutboxFeedKeeper(IGrainFactory grains, TimeProvider time, ILogger<OutboxFeedKeeper> log) : BackgroundService
{
    private static readonly TimeSpan s_wakeEvery = TimeSpan.FromSeconds(5);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await grains.GetGrain<IOutboxFeedGrain>(0).WakeAsync().WaitAsync(stoppingToken);
            }
            catch (Exception error) when (!stoppingToken.IsCancellationRequested) // the cluster is changing: the next wake finds it
            {
                LogAsleep(Chain(error));
            }
            await Task.WhenAny(Task.Delay(s_wakeEvery, time, stoppingToken)); // cancelled: the loop ends
        }
    }

    // The first line of each message: Orleans puts whole traces of other silos into the rest.
    private static string Chain(Exception error)
    {
        var lines = new List<string>();
        for (Exception? cause = error; cause is not null; cause = cause.InnerException)
        {
            string line = cause.Message.Split(['\r', '\n'])[0].Split("   at ")[0].Trim();
            if (line.Length > 0 && !lines.Contains(line))
            {
                lines.Add(line);
            }
        }
        return string.Join(": ", lines);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "the feed of events could not be woken; tried again in a few seconds: {reason}")]
    private partial void LogAsleep(string reason);
}

/// <summary>What a silo of a cluster needs so that events of plates reach the stream.</summary>
public static class OutboxFeedSetup
{
    /// <summary>Keeps the feed alive: for silos of the role plate. Every silo has the stream provider <see cref="PlateEventStream.Provider"/>.</summary>
    public static ISiloBuilder AddOutboxFeed(this ISiloBuilder silo)
    {
        ArgumentNullException.ThrowIfNull(silo);
        silo.Services.AddHostedService<OutboxFeedKeeper>();
        return silo;
    }
}
