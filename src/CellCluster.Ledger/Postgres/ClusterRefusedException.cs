namespace CellCluster.Ledger;

/// <summary>A silo may not join: the database is another cluster's, or the cluster runs another version.</summary>
public sealed class ClusterRefusedException : Exception
{
    /// <summary>One line: where, what was found, what was expected, what to do.</summary>
    public ClusterRefusedException(string message)
        : base(message)
    {
    }
}
