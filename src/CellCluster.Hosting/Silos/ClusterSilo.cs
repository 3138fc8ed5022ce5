using CellCluster.Grains;
using CellCluster.Pipeline;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans.Runtime;

namespace CellCluster.Hosting;

/// <summary>One running silo of a cluster: its lanes, its part of the ledger, its addresses.</summary>
public sealed class ClusterSilo : IAsyncDisposable
{
    private const int PortTries = 5;
    private readonly IHost _host;
    private readonly SiloResources _resources;
    private readonly SiloState _state;
    private readonly TimeProvider _time;

    private ClusterSilo(SiloOptions options, IHost host, SiloResources resources, SiloState state, TimeProvider time) =>
        (Options, _host, _resources, _state, _time) = (options, host, resources, state, time);

    /// <summary>The options with the ports and the address that were chosen.</summary>
    public SiloOptions Options { get; }

    /// <summary>Calls grains.</summary>
    public IGrainFactory Grains => Services.GetRequiredService<IGrainFactory>();

    /// <summary>The silo's services.</summary>
    public IServiceProvider Services => _host.Services;

    /// <summary>Its address in the cluster.</summary>
    public SiloAddress Address => Services.GetRequiredService<ILocalSiloDetails>().SiloAddress;

    /// <summary>True while it takes work.</summary>
    public bool IsReady => _state.WhyNotReady is null;

    /// <summary>Ends with one line when the silo cannot go on, as after the others declared it dead; it has to be disposed of and started again.</summary>
    public Task<SiloRefusedException> Failed => _state.Failed;

    /// <summary>Starts a silo: checks everything that can be wrong, one thing after another, then joins. What is wrong leaves nothing behind.</summary>
    /// <param name="options">Who it is.</param>
    /// <param name="factory">Makes predictors.</param>
    /// <param name="time">Clock.</param>
    /// <param name="logging">Where logs go; null: nowhere.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="SiloRefusedException">It was not started: kind and reason.</exception>
    public static async Task<ClusterSilo> StartAsync(
        SiloOptions options, IPredictorFactory factory, TimeProvider time, Action<ILoggingBuilder>? logging, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(factory);
        if (SiloOptionsCheck.Faults(options) is { Count: > 0 } faults)
        {
            throw new SiloRefusedException(faults);
        }
        for (int attempt = 1; ; attempt++)
        {
            SiloOptions resolved = SiloAddresses.Resolve(options);
            try
            {
                return await SiloStart.StartAsync(resolved, factory, time, logging, cancellation);
            }
            catch (Exception error) when (attempt < PortTries && resolved != options && SiloAddresses.IsPortTaken(error))
            {
                // Another process took a port between our look and our use: look again.
            }
        }
    }

    /// <summary>Stops admission, lets fields in work finish or hands them back, leaves the cluster. Nothing counts against a field.</summary>
    /// <param name="limit">From now to the end.</param>
    /// <returns>True when it left in time.</returns>
    public Task<bool> DrainAsync(TimeSpan limit) => SiloDrain.RunAsync(_host, _state, limit, _time);

    /// <summary>Stops without a drain; fields in work are handed back where there is time.</summary>
    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        _host.Dispose();
        await _resources.DisposeAsync();
    }

    internal static ClusterSilo Of(SiloOptions options, IHost host, SiloResources resources, SiloState state, TimeProvider time) =>
        new(options, host, resources, state, time);
}
