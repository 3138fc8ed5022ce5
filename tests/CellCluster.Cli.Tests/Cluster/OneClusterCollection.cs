namespace CellCluster.Cli.Tests.Cluster;

/// <summary>The tests that need a cluster share one; each has plates of its own.</summary>
[CollectionDefinition(Name)]
public sealed class OneClusterCollection : ICollectionFixture<ClusterOfOne>
{
    public const string Name = "one cluster of one silo";
}
