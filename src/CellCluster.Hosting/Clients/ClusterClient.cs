using CellCluster.Grains;
using CellCluster.Ledger;
using CellCluster.Pipeline;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans.Runtime;

namespace CellCluster.Hosting;

/// <summary>A cluster seen from outside: asks its grains, reads its ledger, hears its events.</summary>
public sealed class ClusterClient : IAsyncDisposable
{
    private static readonly TimeSpan s_askAgainAfter = TimeSpan.FromSeconds(1);
    private readonly IHost _host;
    private readonly ClusterClientOptions _options;
    private readonly TimeProvider _time;

    private ClusterClient(IHost host, string clusterId, ClusterClientOptions options, TimeProvider time) =>
        (_host, ClusterId, _options, _time) = (host, clusterId, options, time);

    /// <summary>Calls grains.</summary>
    public IClusterClient Orleans => _host.Services.GetRequiredService<IClusterClient>();

    /// <summary>The cluster's id.</summary>
    public string ClusterId { get; }

    /// <summary>Connects: looks at the database first, then for a silo that answers.</summary>
    /// <param name="options">Which cluster.</param>
    /// <param name="time">Clock.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="ClusterUnusableException">The database is unreachable, not migrated or another cluster's, or no silo answers within the limit.</exception>
    public static async Task<ClusterClient> ConnectAsync(ClusterClientOptions options, TimeProvider time, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(time);
        string clusterId = await ClusterConnection.CheckDatabaseAsync(options, cancellation);
        return new ClusterClient(await ClusterConnection.OpenAsync(clusterId, options, time, cancellation), clusterId, options, time);
    }

    /// <summary>Asks a grain, again where a silo went away with the answer: for questions that may be asked twice, as all of a plate's may.</summary>
    /// <param name="ask">The question.</param>
    /// <param name="cancellation">Gives up; what was asked may be done all the same.</param>
    /// <exception cref="ClusterUnusableException">There was no answer within the limit.</exception>
    public async Task<T> AskAsync<T>(Func<IGrainFactory, Task<T>> ask, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(ask);
        long start = _time.GetTimestamp();
        while (true)
        {
            try
            {
                return await ask(Orleans).WaitAsync(cancellation);
            }
            catch (Exception error) when (IsPassing(error))
            {
                if (_time.GetElapsedTime(start) > _options.AnswerLimit)
                {
                    throw new ClusterUnusableException(
                        ClusterFault.Silent,
                        $"cluster {ClusterId} at {_options.ClusterAddress.Redacted}: no answer within {_options.AnswerLimit.TotalSeconds:0} s ({OneLine(error)}); what was asked may be done all the same: the same command again is safe",
                        error);
                }
            }
            await Task.Delay(s_askAgainAfter, _time, cancellation);
        }
    }

    /// <summary>Opens the cluster's ledger for reading beside the silos; the caller closes it.</summary>
    /// <exception cref="ClusterUnusableException">The database is away.</exception>
    public static async Task<ILedger> OpenLedgerAsync(ClusterClientOptions options, TimeProvider time, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(options);
        try
        {
            return await PostgresLedger.OpenAsync(options.ClusterAddress, time, cancellation);
        }
        catch (LedgerUnavailableException error)
        {
            throw new ClusterUnusableException(ClusterFault.Database, error.Message, error);
        }
    }

    /// <summary>Hears every event of a plate once, in order, from a sequence on.</summary>
    /// <param name="after">The last sequence that was handled before; 0: from the beginning.</param>
    /// <param name="handle">Called for every event, one at a time.</param>
    /// <param name="options">How to keep up.</param>
    public PlateEventSubscription Subscribe(long after, Func<PlateEvent, CancellationToken, Task> handle, PlateEventOptions options) =>
        PlateEventSubscription.Start(Orleans, after, handle, options, _time);

    /// <summary>Leaves the cluster.</summary>
    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        _host.Dispose();
    }

    // The silo that was asked went away, is going, or its grain moves: the next answer comes from another.
    private static bool IsPassing(Exception error) => error is TimeoutException or OrleansException;

    internal static string OneLine(Exception error) => error.Message.ReplaceLineEndings(" ").Trim();
}
