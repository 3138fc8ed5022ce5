using CellCluster.Ledger;
using CellCluster.Pipeline;
using CellCluster.TestKit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Orleans.Configuration;
using Orleans.Runtime;
using Orleans.TestingHost;

namespace CellCluster.Grains.Tests.Cluster;

/// <summary>A cluster of several silos in this process: messages between them are serialised as between machines. One SQLite ledger stands for
/// the shared database. Silos can be killed, stopped and started anew.</summary>
internal sealed class TestSilos : IAsyncDisposable
{
    private static readonly PlateTimes s_patience = new()
    {
        WatchEvery = TimeSpan.FromMilliseconds(200),
        RenewEvery = TimeSpan.FromSeconds(2),
        SearchFor = TimeSpan.FromSeconds(3),
        UnfitFor = TimeSpan.FromSeconds(3),
        ReportPause = (TimeSpan.FromMilliseconds(50), TimeSpan.FromSeconds(1)),
        KeepEvery = TimeSpan.FromSeconds(2),
    };

    private readonly Lock _gate = new();
    private readonly Queue<SiloSpec> _coming;
    private readonly Dictionary<string, Running> _running = new(StringComparer.Ordinal); // by our name
    private readonly TemporaryFolder _folder = new();
    private readonly List<LaneHost> _lanes = [];
    private readonly ILoggerProvider? _logs;
    private InProcessTestCluster? _cluster;

    private TestSilos(IEnumerable<SiloSpec> silos, ILoggerProvider? logs) => (_coming, _logs) = (new Queue<SiloSpec>(silos), logs);

    /// <summary>The ledger that every silo uses.</summary>
    public ILedger Ledger { get; private set; } = null!;

    /// <summary>An outside client's way to grains.</summary>
    public IGrainFactory Grains => _cluster!.Client;

    /// <summary>The outside client itself, for streams.</summary>
    public IClusterClient Client => _cluster!.Client;

    /// <summary>The directory of lanes.</summary>
    public ILaneDirectoryGrain Directory => Grains.GetGrain<ILaneDirectoryGrain>(0);

    /// <summary>Starts a cluster.</summary>
    /// <param name="silos">One or more; null: <see cref="SiloSpec.Three"/>.</param>
    /// <param name="logs">Where silos log; null: nowhere.</param>
    /// <param name="ledger">Stands between the silos and their ledger; null: nothing does.</param>
    public static async Task<TestSilos> StartAsync(IReadOnlyList<SiloSpec>? silos = null, ILoggerProvider? logs = null, Func<ILedger, ILedger>? ledger = null)
    {
        silos ??= SiloSpec.Three();
        var cluster = new TestSilos(silos, logs);
        OpenCvSharp.Cv2.SetNumThreads(1);
        cluster.Ledger = await SqliteLedger.OpenAsync(cluster._folder.In("ledger.sqlite"), TimeProvider.System, CancellationToken.None);
        cluster.Ledger = ledger?.Invoke(cluster.Ledger) ?? cluster.Ledger;
        var builder = new InProcessTestClusterBuilder((short)silos.Count);
        builder.Options.ConfigureFileLogging = false;
        builder.ConfigureSilo(cluster.Configure);
        builder.ConfigureClient(client => client.AddCellClusterContracts().AddMemoryStreams(PlateEventStream.Provider));
        cluster._cluster = builder.Build();
        await cluster._cluster.DeployAsync();
        await cluster.KnowEachOtherAsync();
        return cluster;
    }

    /// <summary>A service of a silo.</summary>
    public T Service<T>(string silo)
        where T : notnull => Handle(silo).ServiceProvider.GetRequiredService<T>();

    /// <summary>The address of a silo.</summary>
    public SiloAddress AddressOf(string silo) => Service<ILocalSiloDetails>(silo).SiloAddress;

    /// <summary>Where a grain is active.</summary>
    public async Task<SiloAddress> ActivationOf(IAddressable grain) =>
        await Grains.GetGrain<IManagementGrain>(0).GetActivationAddress(grain) ?? throw new InvalidOperationException($"{grain} is not active");

    /// <summary>Whether a silo runs: neither killed nor stopped.</summary>
    public bool Has(string silo) => _running.ContainsKey(silo);

    /// <summary>The lanes of a silo.</summary>
    public IReadOnlyList<LaneHost> LanesOf(string silo) => Service<SiloLanes>(silo).All;

    /// <summary>Adds a silo to the running cluster.</summary>
    public async Task AddAsync(SiloSpec silo)
    {
        lock (_gate)
        {
            _coming.Enqueue(silo);
        }
        await _cluster!.StartAdditionalSiloAsync();
        await KnowEachOtherAsync();
    }

    /// <summary>Ends a silo as a power failure would: it says nothing to anybody.</summary>
    public async Task KillAsync(string silo)
    {
        InProcessSiloHandle handle = Handle(silo);
        await _cluster!.KillSiloAsync(handle);
        Forget(silo);
    }

    /// <summary>Stops a silo in order: fields are handed back, grains leave.</summary>
    /// <param name="silo">The silo.</param>
    /// <param name="limit">Time for the fields in work.</param>
    public async Task StopAsync(string silo, TimeSpan limit)
    {
        InProcessSiloHandle handle = Handle(silo);
        await handle.ServiceProvider.GetRequiredService<SiloSlots>().DrainAsync(limit, TimeProvider.System);
        await _cluster!.StopSiloAsync(handle);
        Forget(silo);
    }

    /// <summary>Waits until something is so: grains work by themselves, and nothing else tells.</summary>
    /// <param name="isSo">Asked again and again.</param>
    /// <param name="what">For the failure's message.</param>
    /// <param name="limit">Fails the test; generous, because machines are busy.</param>
    public static async Task UntilAsync(Func<Task<bool>> isSo, string what, TimeSpan? limit = null)
    {
        using var giveUp = new CancellationTokenSource(limit ?? TimeSpan.FromSeconds(60));
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        while (!await isSo())
        {
            try
            {
                await timer.WaitForNextTickAsync(giveUp.Token);
            }
            catch (OperationCanceledException)
            {
                Assert.Fail($"never came about: {what}");
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _cluster!.StopAllSilosAsync();
        await _cluster.DisposeAsync();
        foreach (LaneHost lane in _lanes)
        {
            await lane.DisposeAsync();
        }
        await Ledger.DisposeAsync();
        _folder.Dispose();
    }

    // Roles and members spread by gossip: a test begins when every silo knows all of it.
    private async Task KnowEachOtherAsync()
    {
        string[] names = [.. _running.Keys];
        await UntilAsync(
            async () =>
            {
                bool doAllKnow = names.All(name =>
                {
                    ClusterView view = Service<ClusterView>(name);
                    return names.All(other => view.Find(other) is { } address && view.RolesOf(address) == _running[other].Spec.Roles);
                });
                return doAllKnow && (!HasPlateRole() || (await Directory.ListAsync()).Silos.Count == names.Length);
            },
            "every silo knows the others");
    }

    private bool HasPlateRole() => _running.Values.Any(silo => silo.Spec.Roles.HasFlag(SiloRoles.Plate));

    private void Configure(InProcessTestSiloSpecificOptions options, ISiloBuilder silo)
    {
        SiloSpec spec;
        lock (_gate)
        {
            spec = _coming.Dequeue();
            _running[spec.Name] = new Running(spec, options.SiloName);
        }
        LaneHost[] lanes = [.. spec.Devices.Select(device => new LaneHost(SlotName.Lane(spec.Name, device), device, spec.Factory, TimeProvider.System, spec.LaneOptions))];
        lock (_gate)
        {
            _lanes.AddRange(lanes);
        }
        Task.WhenAll(lanes.Select(lane => lane.StartAsync())).GetAwaiter().GetResult(); // each on its own thread
        silo.Services.PostConfigure<SiloOptions>(silos => silos.SiloName = spec.Name); // the test host sets its own before
        silo.Configure<ClusterMembershipOptions>(membership =>
        {
            membership.ProbeTimeout = TimeSpan.FromSeconds(1);
            membership.NumMissedProbesLimit = 2;
            membership.NumVotesForDeathDeclaration = 1;
        });
        silo.Services.AddSingleton(TimeProvider.System);
        silo.Services.AddSingleton(Ledger);
        silo.Services.AddSingleton<IPredictorFactory>(spec.Factory);
        silo.Services.AddSingleton(new SiloLanes(lanes, spec.SlotsPerLane));
        silo.Services.AddSingleton(new PlateStarter(Ledger, isShared: true));
        silo.Services.AddSingleton(s_patience);
        silo.Services.AddPlateKeeper();
        spec.Services?.Invoke(silo.Services);
        silo.AddCellClusterGrains(spec.Roles, spec.Cores).AddMemoryStreams(PlateEventStream.Provider).AddMemoryGrainStorage("PubSubStore");
        if (spec.Roles.HasFlag(SiloRoles.Plate))
        {
            silo.AddOutboxFeed();
        }
        if (_logs is not null)
        {
            silo.Services.AddLogging(logging => logging.AddProvider(_logs));
        }
    }

    private InProcessSiloHandle Handle(string silo)
    {
        string name = _running[silo].HostName;
        return _cluster!.Silos.Single(handle => handle.Name == name);
    }

    private void Forget(string silo)
    {
        lock (_gate)
        {
            _running.Remove(silo);
        }
    }

    private sealed record Running(SiloSpec Spec, string HostName);
}
