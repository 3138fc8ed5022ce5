using CellCluster.Pipeline;
using CellCluster.TestKit;
using Microsoft.Extensions.DependencyInjection;

namespace CellCluster.Grains.Tests.Cluster;

/// <summary>A silo of <see cref="TestSilos"/>.</summary>
/// <param name="Name">Unique in the cluster.</param>
/// <param name="Roles">What it does.</param>
/// <param name="Devices">Its devices, simulated: <c>cpu:0</c>, <c>cuda:1</c>.</param>
internal sealed record SiloSpec(string Name, SiloRoles Roles, params string[] Devices)
{
    /// <summary>Makes the predictors of its lanes.</summary>
    public FakePredictorFactory Factory { get; init; } = new();

    /// <summary>How its lanes work; null: what suits the device.</summary>
    public LaneOptions? LaneOptions { get; init; }

    /// <summary>Fields per lane that may be on their way.</summary>
    public int SlotsPerLane { get; init; } = 2;

    /// <summary>Cores it may use for segmentation; null: the machine's.</summary>
    public int? Cores { get; init; }

    /// <summary>Services of its own; null: none.</summary>
    public Action<IServiceCollection>? Services { get; init; }

    /// <summary>A silo of plates that segments for others; two simulated GPUs that segment themselves; a CPU lane with analysis.</summary>
    public static SiloSpec[] Three() =>
    [
        new("a", SiloRoles.Plate | SiloRoles.Analysis),
        new("b", SiloRoles.Plate | SiloRoles.Image | SiloRoles.Inference | SiloRoles.Analysis, "cuda:0", "cuda:1"),
        new("c", SiloRoles.Image | SiloRoles.Inference | SiloRoles.Analysis, "cpu:0"),
    ];
}
