namespace CellCluster.Grains.Tests.Cluster;

/// <summary>Several silos in one process: one such test at a time, with nothing beside it, because some count planes and calls of the whole process.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class ClusterCollection
{
    public const string Name = "several silos in one process";
}
