using System.Collections.Concurrent;
using CellCluster.Pipeline;
using CellCluster.Plates;

namespace CellCluster.Grains;

/// <summary>The plates that this silo works on, by id: what every image grain needs and no message should carry.</summary>
/// <remarks>A plan is made here from the ledger's options and the facts of a local lane, once per plate, and compared with the ledger's fingerprint.
/// A new epoch looks into the ledger again. Thread-safe.</remarks>
/// <param name="ledger">The ledger.</param>
/// <param name="time">Clock.</param>
/// <param name="fitness">What else this silo must have; null: nothing.</param>
public sealed class PlateRuns(ILedger ledger, TimeProvider time, ISiloFitness? fitness = null)
{
    private static readonly TimeSpan s_keep = TimeSpan.FromMinutes(10);
    private readonly ConcurrentDictionary<string, Entry> _entries = new(StringComparer.Ordinal);

    private sealed class Entry
    {
        public SemaphoreSlim Turn { get; } = new(1);

        public PlateRun? Run { get; set; }

        public long Epoch { get; set; }

        public long UsedAt { get; set; }
    }

    /// <summary>Adds or replaces a plate whose plan was made on this silo already.</summary>
    public void Set(PlateRun run, long epoch)
    {
        ArgumentNullException.ThrowIfNull(run);
        _entries[run.Plan.Layout.PlateId] = new Entry { Run = run, Epoch = epoch, UsedAt = time.GetTimestamp() };
    }

    /// <summary>Forgets a plate.</summary>
    public void Remove(string plateId) => _entries.TryRemove(plateId, out _);

    /// <summary>The plate, planned for a lane of this silo.</summary>
    /// <param name="plateId">The plate.</param>
    /// <param name="epoch">The epoch that asks.</param>
    /// <param name="describe">What a lane of this silo says of a model file.</param>
    /// <param name="cancellation">Stops waiting.</param>
    /// <exception cref="SiloUnfitException">This silo cannot work on it.</exception>
    /// <exception cref="LedgerUnavailableException">The ledger does not answer.</exception>
    public async Task<PlateRun> GetAsync(string plateId, long epoch, Func<string, PredictorFacts> describe, CancellationToken cancellation)
    {
        ForgetOld(plateId);
        Entry entry = _entries.GetOrAdd(plateId, _ => new Entry());
        entry.UsedAt = time.GetTimestamp();
        if (entry is { Run: { } ready } && entry.Epoch == epoch)
        {
            return ready;
        }
        await entry.Turn.WaitAsync(cancellation); // one plans, the others wait for it
        try
        {
            if (entry.Run is null || entry.Epoch != epoch)
            {
                PlateRecord record = await ledger.FindPlateAsync(plateId, cancellation)
                    ?? throw new SiloUnfitException(plateId, $"the ledger of this silo does not know plate {plateId}");
                int fieldCount = (await ledger.CountFieldsAsync(plateId, cancellation)).Total;
                entry.Run = entry.Run is { } known && known.IsOf(record) ? known : await Task.Run(() => Plan(record, fieldCount, describe), cancellation);
                entry.Epoch = epoch;
            }
            return entry.Run;
        }
        finally
        {
            entry.Turn.Release();
        }
    }

    private PlateRun Plan(PlateRecord record, int fieldCount, Func<string, PredictorFacts> describe)
    {
        LabelOptions options = LabelOptionsJson.Read(record.Options);
        RunPlan plan;
        PredictorFacts facts;
        try
        {
            facts = describe(options.Model);
            plan = RunPlanner.Plan(options, facts);
        }
        catch (Exception error) when (error is LayoutException or PlateUnreachableException or RunRefusedException or ModelFileException or DeviceUnavailableException
            or IOException or UnauthorizedAccessException)
        {
            throw new SiloUnfitException(record.PlateId, OneLine(WhyUnreadable(error)), error);
        }
        if (plan.Fingerprint.Hash != record.Fingerprint.Hash)
        {
            throw new SiloUnfitException(record.PlateId, $"it would not give the plate's numbers ({RunFingerprints.Difference(record.Fingerprint, plan.Fingerprint.Parts, "the plate has", "this silo")})");
        }
        if (plan.Layout.Fields.Count != fieldCount)
        {
            throw new SiloUnfitException(record.PlateId, $"it sees {plan.Layout.Fields.Count} fields in {options.Plate}, the plate has {fieldCount}");
        }
        if (fitness?.WhyUnfit(plan, facts) is { } why)
        {
            throw new SiloUnfitException(record.PlateId, OneLine(why));
        }
        try
        {
            return new PlateRun(plan, record.Normalisation, RunOutput.Join(plan));
        }
        catch (OutputFolderException error)
        {
            throw new SiloUnfitException(record.PlateId, OneLine(error.Message), error);
        }
    }

    // A plan of thousands of fields is a few MB: plates that ended elsewhere are not heard of here again.
    private void ForgetOld(string asked)
    {
        foreach ((string plateId, Entry entry) in _entries)
        {
            if (plateId != asked && time.GetElapsedTime(entry.UsedAt) > s_keep)
            {
                _entries.TryRemove(plateId, out _);
            }
        }
    }

    // What the operating system says names neither the user nor the machine, and both matter: the same path is read by every silo.
    private static string WhyUnreadable(Exception error) => error is IOException or UnauthorizedAccessException
        ? $"{error.Message.TrimEnd('.')} (the silo runs as user {Environment.UserName}); mount the folder on its machine or give that user the rights; it is asked again when no other silo is left"
        : error.Message;

    private static string OneLine(string text) => text.ReplaceLineEndings(" ");
}
