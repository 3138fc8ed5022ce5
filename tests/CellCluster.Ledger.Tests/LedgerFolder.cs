namespace CellCluster.Ledger.Tests;

/// <summary>A folder of its own for one ledger, removed at the end.</summary>
internal sealed class LedgerFolder : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("cellcluster-ledger-");

    /// <summary>The ledger's file.</summary>
    public string Path => System.IO.Path.Combine(_folder.FullName, "ledger.sqlite");

    public void Dispose() => _folder.Delete(recursive: true);
}
