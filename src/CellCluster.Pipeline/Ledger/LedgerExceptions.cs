namespace CellCluster.Pipeline;

/// <summary>A newer activation owns the plate: whoever gets this stops working on it.</summary>
public sealed class StaleEpochException : Exception
{
    /// <summary>The plate and both epochs.</summary>
    public StaleEpochException(string plateId, long epoch, long newest)
        : base($"plate {plateId}: epoch {epoch} is stale, {newest} is the newest; another process works on this plate") =>
        (PlateId, Epoch, Newest) = (plateId, epoch, newest);

    /// <summary>The plate.</summary>
    public string PlateId { get; }

    /// <summary>The refused epoch.</summary>
    public long Epoch { get; }

    /// <summary>The epoch that counts.</summary>
    public long Newest { get; }
}

/// <summary>The plate was started with other weights or options.</summary>
public sealed class FingerprintConflictException : Exception
{
    /// <summary>The plate and its differing parts.</summary>
    public FingerprintConflictException(string plateId, RunFingerprint stored, RunFingerprint asked)
        : base(Describe(plateId, stored, asked)) => PlateId = plateId;

    /// <summary>The plate.</summary>
    public string PlateId { get; }

    private static string Describe(string plateId, RunFingerprint stored, RunFingerprint asked)
    {
        IEnumerable<string> differences = stored.Parts.Keys.Union(asked.Parts.Keys, StringComparer.Ordinal)
            .Order(StringComparer.Ordinal)
            .Where(name => stored.Parts.GetValueOrDefault(name) != asked.Parts.GetValueOrDefault(name))
            .Select(name => $"{name}: this folder has {stored.Parts.GetValueOrDefault(name) ?? "none"}, asked for is {asked.Parts.GetValueOrDefault(name) ?? "none"}");
        return $"plate {plateId}: the output folder holds a run with other settings ({string.Join("; ", differences)}); use another --out, the same settings, or --force to redo it";
    }
}

/// <summary>The plate was started with other expected fields.</summary>
public sealed class LayoutConflictException : Exception
{
    /// <summary>The plate and what differs.</summary>
    public LayoutConflictException(string plateId, string difference)
        : base($"plate {plateId}: the output folder holds a run over other fields ({difference}); use another --out, or --force to redo it") => PlateId = plateId;

    /// <summary>The plate.</summary>
    public string PlateId { get; }
}

/// <summary>The ledger itself cannot be used: locked by another process, damaged, of a newer version.</summary>
public sealed class LedgerUnavailableException : Exception
{
    /// <summary>Where the ledger is and what is wrong.</summary>
    public LedgerUnavailableException(string location, string fault, Exception? inner = null)
        : base($"ledger {location}: {fault}", inner) => Location = location;

    /// <summary>The file or database.</summary>
    public string Location { get; }
}
