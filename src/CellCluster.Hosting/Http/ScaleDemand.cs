using CellCluster.Pipeline;

namespace CellCluster.Hosting;

/// <summary>How many lanes of a kind the plates of a cluster are worth: what an autoscaler asks.</summary>
/// <remarks>
/// It counts fields that are owed by announced and running plates, not tiles that wait: a GPU node takes 8 to 10 minutes to come, longer than
/// a plate may take on it, so it has to be ordered when the plate is announced. Every plate counts at once, and as long as it owes a field there
/// is at least one lane for its kind; nothing owed gives 0, so that nodes go.
/// </remarks>
/// <param name="ledger">The ledger.</param>
/// <param name="most">Never more than this.</param>
public sealed class ScaleDemand(ILedger ledger, int most)
{
    // Work worth one lane: about half an hour of it. A core takes 13 s in the network for a field of 2160 x 2160 (0.11 s for 256 x 256, halos 1.65
    // times the pixels), and as much again is measured and written beside it; half a second for CUDA is an estimate, no measurement.
    private static readonly Dictionary<string, int> s_fieldsPerLane = new(StringComparer.Ordinal) { ["cpu"] = 120, ["cuda"] = 3600 };

    /// <summary>Kinds of device that can be asked for.</summary>
    public static IReadOnlyCollection<string> Kinds => s_fieldsPerLane.Keys;

    /// <summary>Lanes of a kind that should be there now, 0 to the most.</summary>
    public async Task<int> LanesWantedAsync(string kind, CancellationToken cancellation)
    {
        long owed = 0;
        var running = new HashSet<string>(StringComparer.Ordinal);
        foreach (PlateRecord plate in await ledger.ListPlatesAsync(PlateState.Running, cancellation))
        {
            running.Add(plate.PlateId);
            if (KindOf(plate) == kind)
            {
                FieldCounts counts = await ledger.CountFieldsAsync(plate.PlateId, cancellation);
                owed += counts.Total - counts.Settled;
            }
        }
        // A plate that is being opened is for a moment in both lists.
        owed += (await ledger.ListAnnouncementsAsync(cancellation))
            .Where(plate => plate.DeviceKind == kind && !running.Contains(plate.PlateId))
            .Sum(plate => (long)Math.Max(1, plate.FieldCount));
        return Lanes(kind, owed, most);
    }

    /// <summary>Lanes for a number of fields, rounded up.</summary>
    public static int Lanes(string kind, long fieldsOwed, int most) =>
        (int)Math.Min(most, (fieldsOwed + s_fieldsPerLane[kind] - 1) / s_fieldsPerLane[kind]);

    private static string KindOf(PlateRecord plate) => LabelOptionsJson.ReadStored(plate.Options).Device;
}
