using CellCluster.Pipeline;

namespace CellCluster.Grains;

/// <summary>Knows every lane of the cluster and shares their slots fairly among the plates that want them; one in a cluster, key 0.</summary>
/// <remarks>Its state is in memory: silos report again and plates ask again, so that it is made anew wherever it moves.</remarks>
[Orleans.CodeGeneration.Version(1)]
public interface ILaneDirectoryGrain : IGrainWithIntegerKey
{
    /// <summary>A silo says what it has: every 2 s, and at once when a lane's health or its own admission changes.</summary>
    /// <returns>What silos should know of each other.</returns>
    Task<ClusterNews> ReportSiloAsync(SiloReport report);

    /// <summary>A plate says what it holds and what more it could use; asks again at least every 10 s while it holds or wants anything, and when
    /// <see cref="IPlateGrain"/> is told that slots are free for it.</summary>
    Task<SlotGrant> RequestSlotsAsync(SlotRequest request);

    /// <summary>A plate that is finished, stopped or cancelled holds and wants nothing any more.</summary>
    Task ReleasePlateAsync(string plateId);

    /// <summary>Silos, lanes and plates, for a person who watches.</summary>
    Task<ClusterLanes> ListAsync();
}

/// <summary>What a silo says of itself.</summary>
/// <param name="Name">Its name, unique among living silos.</param>
/// <param name="Address">Its address.</param>
/// <param name="Roles">What it does.</param>
/// <param name="IsDraining">It takes no new work.</param>
/// <param name="Cores">Cores it may use.</param>
/// <param name="FieldsInAnalysis">Fields that are being segmented or measured on it, or wait for that.</param>
/// <param name="Lanes">Its lanes.</param>
[GenerateSerializer, Immutable]
public sealed record SiloReport(
    [property: Id(0)] string Name,
    [property: Id(1)] SiloAddress Address,
    [property: Id(2)] SiloRoles Roles,
    [property: Id(3)] bool IsDraining,
    [property: Id(4)] int Cores,
    [property: Id(5)] int FieldsInAnalysis,
    [property: Id(6)] IReadOnlyList<LaneReport> Lanes);

/// <summary>What a silo learns by reporting.</summary>
/// <param name="Refusal">Null when the report was taken; else why not, in one line: the silo has to leave.</param>
/// <param name="DrainingSilos">Addresses of silos that take no new work.</param>
/// <param name="AnalysisLoads">Fields in analysis per core, by address of every silo of that role.</param>
[GenerateSerializer, Immutable]
public sealed record ClusterNews(
    [property: Id(0)] string? Refusal,
    [property: Id(1)] IReadOnlyList<SiloAddress> DrainingSilos,
    [property: Id(2)] IReadOnlyDictionary<SiloAddress, double> AnalysisLoads);

/// <summary>The cluster as the directory knows it.</summary>
/// <param name="Silos">Living silos that report, by name.</param>
/// <param name="Plates">Plates that hold or want slots, by id.</param>
[GenerateSerializer, Immutable]
public sealed record ClusterLanes([property: Id(0)] IReadOnlyList<SiloReport> Silos, [property: Id(1)] IReadOnlyList<PlateDemand> Plates);
