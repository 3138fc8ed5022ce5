using CellCluster.Pipeline;

namespace CellCluster.Ledger;

/// <summary>The right of one process to write a ledger: an operating-system lock on <c>ledger.sqlite.lock</c>, which ends with the process however it ends.</summary>
/// <remarks>
/// Who holds it stands beside it in <c>ledger.sqlite.owner</c>, because a file that is locked with FileShare.None cannot be read by others.
/// The lock file stays when the lock is given back: deleting it would let a third process lock a new file while a second one locks the old.
/// </remarks>
internal sealed class LedgerLock : IDisposable
{
    private readonly FileStream _lock;
    private readonly string _ownerPath;

    private LedgerLock(FileStream held, string ownerPath) => (_lock, _ownerPath) = (held, ownerPath);

    /// <summary>Takes the lock of a ledger.</summary>
    /// <exception cref="LedgerUnavailableException">Another process (or this one, elsewhere) has it, or the folder cannot be written.</exception>
    public static LedgerLock Take(string ledgerPath)
    {
        string ownerPath = ledgerPath + ".owner";
        FileStream held;
        try
        {
            held = new FileStream(ledgerPath + ".lock", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (UnauthorizedAccessException exception)
        {
            throw new LedgerUnavailableException(ledgerPath, "its folder cannot be written; give this user the right to write, or choose another --out", exception);
        }
        catch (DirectoryNotFoundException exception)
        {
            throw new LedgerUnavailableException(ledgerPath, "its folder does not exist; create it, or choose another --out", exception);
        }
        catch (IOException exception)
        {
            throw new LedgerUnavailableException(
                ledgerPath, $"in use by {ReadOwner(ownerPath)}; wait until it ends, or stop it, and run the same command again ({exception.Message})", exception);
        }
        try
        {
            File.WriteAllText(ownerPath, $"process {Environment.ProcessId} on {Environment.MachineName}");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            held.Dispose();
            throw new LedgerUnavailableException(ledgerPath, $"its folder cannot be written ({exception.Message}); give this user the right to write, or choose another --out", exception);
        }
        return new LedgerLock(held, ownerPath);
    }

    public void Dispose()
    {
        try
        {
            File.Delete(_ownerPath);
        }
        catch (IOException)
        {
            // The name only explains a lock that is held; left behind it misleads nobody.
        }
        _lock.Dispose();
    }

    private static string ReadOwner(string ownerPath)
    {
        try
        {
            string owner = File.ReadAllText(ownerPath).Trim();
            return owner.Length > 0 ? owner : "another process";
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return "another process"; // it has just taken the lock and not yet written its name
        }
    }
}
