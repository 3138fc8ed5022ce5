using System.Text.Json;
using System.Text.Json.Serialization;
using CellCluster.Pipeline;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Orleans.Runtime.MembershipService.SiloMetadata;
using Orleans.Runtime.Placement;
using Orleans.Serialization;

namespace CellCluster.Grains;

/// <summary>What a silo needs to run these grains; the host adds <c>ILedger</c>, <c>SiloLanes</c>, <c>PlateStarter</c> and a <c>TimeProvider</c>.</summary>
public static class GrainsSetup
{
    /// <summary>Adds placement, roles, reports to the directory, serialisation and the silo's list of running plates.</summary>
    /// <param name="silo">The silo.</param>
    /// <param name="roles">What it does. Default everything: the only silo of a cluster.</param>
    /// <param name="cores">Cores it may use for segmentation; null: the machine's.</param>
    public static ISiloBuilder AddCellClusterGrains(this ISiloBuilder silo, SiloRoles roles = SiloRoles.All, int? cores = null)
    {
        ArgumentNullException.ThrowIfNull(silo);
        silo.UseSiloMetadata(new Dictionary<string, string>(StringComparer.Ordinal) { [SiloRolesText.MetadataKey] = roles.ToText() });
        IServiceCollection services = silo.Services;
        services.AddSingleton(new LocalSilo(roles, cores));
        services.AddSingleton<PlateRuns>();
        services.AddSingleton<PlateAdmission>();
        services.TryAddSingleton<PlateTimes>();
        services.AddSingleton<SiloSlots>();
        services.AddSingleton<ClusterView>();
        services.AddSingleton<AnalysisLoads>();
        services.AddSingleton<AnalysisRoute>();
        services.TryAddSingleton<ILaneOwners, LaneOwners>();
        services.AddPlacementDirector<LanePlacement, LanePlacementDirector>();
        services.AddPlacementDirector<AnalysisPlacement, AnalysisPlacementDirector>();
        services.AddPlacementDirector<RolePlacement, RolePlacementDirector>(ServiceLifetime.Transient); // one strategy a role
        services.AddSingleton(provider => new SiloReporter(
            provider.GetRequiredService<IGrainFactory>(),
            provider.GetRequiredService<ILocalSiloDetails>(),
            provider.GetRequiredService<ClusterView>(),
            provider.GetRequiredService<AnalysisLoads>(),
            provider.GetRequiredService<SiloLanes>(),
            provider.GetRequiredService<SiloSlots>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<SiloReporter>>()));
        services.AddSingleton<ILifecycleParticipant<ISiloLifecycle>>(provider => provider.GetRequiredService<SiloReporter>());
        services.AddSingleton<PlateKeeper>();
        services.AddSingleton<IPlateKeeper>(provider => provider.GetRequiredService<PlateKeeper>());
        AddPlainRecords(services);
        return silo;
    }

    /// <summary>What a client of the cluster needs to speak with these grains.</summary>
    public static IClientBuilder AddCellClusterContracts(this IClientBuilder client)
    {
        ArgumentNullException.ThrowIfNull(client);
        AddPlainRecords(client.Services);
        return client;
    }

    private static void AddPlainRecords(IServiceCollection services)
    {
        services.AddSerializer(serializer => serializer.AddJsonSerializer(IsPlainRecord, Options()));
        services.Configure<ExceptionSerializationOptions>(exceptions => exceptions.SupportedNamespacePrefixes.Add("CellCluster")); // a stale epoch is one on every silo
    }

    /// <summary>Adds the keeper that goes on with plates whose silo ended: in a cluster with a ledger of its own. An embedded run starts its one plate itself.</summary>
    public static IServiceCollection AddPlateKeeper(this IServiceCollection services) =>
        services.AddSingleton<ILifecycleParticipant<ISiloLifecycle>>(provider => provider.GetRequiredService<PlateKeeper>());

    // The records of Pipeline and Plates know nothing of Orleans: between silos they travel as JSON.
    private static bool IsPlainRecord(Type type) => type.Namespace is "CellCluster.Pipeline" or "CellCluster.Plates" && !typeof(Exception).IsAssignableFrom(type);

    private static JsonSerializerOptions Options() => new(JsonSerializerDefaults.General)
    {
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals, // metrics may be NaN
    };
}
