using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Orleans.Runtime.Placement;
using Orleans.Serialization;

namespace CellCluster.Grains;

/// <summary>What a silo needs to run these grains; the host adds <c>ILedger</c>, <c>SiloLanes</c>, <c>PlateStarter</c> and a <c>TimeProvider</c>.</summary>
public static class GrainsSetup
{
    /// <summary>Adds placement, serialisation and the silo's list of running plates.</summary>
    public static ISiloBuilder AddCellClusterGrains(this ISiloBuilder silo)
    {
        ArgumentNullException.ThrowIfNull(silo);
        silo.Services.AddSingleton<PlateRuns>();
        silo.Services.AddSingleton<SiloSlots>();
        silo.Services.TryAddSingleton<ILaneOwners, SingleSiloLaneOwners>();
        silo.Services.AddPlacementDirector<LanePlacement, LanePlacementDirector>();
        silo.Services.AddSerializer(serializer => serializer.AddJsonSerializer(IsPlainRecord, Options()));
        return silo;
    }

    // The records of Pipeline and Plates know nothing of Orleans: between silos they travel as JSON.
    private static bool IsPlainRecord(Type type) => type.Namespace is "CellCluster.Pipeline" or "CellCluster.Plates";

    private static JsonSerializerOptions Options() => new(JsonSerializerDefaults.General)
    {
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals, // metrics may be NaN
    };
}
