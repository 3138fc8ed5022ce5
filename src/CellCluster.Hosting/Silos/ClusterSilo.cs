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
        bool choosesPorts = SiloAddresses.Resolve(options) != options;
        return await (choosesPorts ? FreePorts.TryAsync(StartOnceAsync) : StartOnceAsync());

        Task<ClusterSilo> StartOnceAsync() => new SiloStart(SiloAddresses.Resolve(options), factory, time, logging).RunAsync(cancellation);
    }

    /// <summary>Stops admission, lets fields in work finish or hands them back, leaves the cluster. Nothing counts against a field.</summary>
    /// <param name="limit">From now to the end.</param>
    /// <returns>True when it left in time.</returns>
    public Task<bool> DrainAsync(TimeSpan limit) => SiloDrain.RunAsync(_host, Options.Name, _state, limit, _time);

    /// <summary>Stops without a drain where there was none; fields in work are given up.</summary>
    public async ValueTask DisposeAsync()
    {
        if (!_state.IsStopped)
        {
            _state.IsStopped = true;
            await _host.StopAsync();
        }
        _host.Dispose();
        await _resources.DisposeAsync();
    }

    internal static ClusterSilo Of(SiloOptions options, IHost host, SiloResources resources, SiloState state, TimeProvider time) =>
        new(options, host, resources, state, time);
}
