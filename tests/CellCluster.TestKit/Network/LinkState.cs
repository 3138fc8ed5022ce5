namespace CellCluster.TestKit;

/// <summary>What a network link does with connections.</summary>
public enum LinkState
{
    /// <summary>Passes everything on.</summary>
    Open,

    /// <summary>Drops connections and refuses new ones.</summary>
    Cut,

    /// <summary>Takes connections and bytes and passes nothing on, as a firewall that drops packets does.</summary>
    Hung,
}
