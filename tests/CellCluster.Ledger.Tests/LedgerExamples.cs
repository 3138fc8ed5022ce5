using System.Security.Cryptography;
using System.Text;
using CellCluster.Analysis;
using CellCluster.Pipeline;
using CellCluster.Plates;

namespace CellCluster.Ledger.Tests;

/// <summary>Small plates and outcomes whose content is known.</summary>
internal static class LedgerExamples
{
    public const string PlateId = "P042";

    /// <summary>Fields of rows A, B, ...; two per well, sorted.</summary>
    public static FieldKey[] Fields(int count) =>
        [.. Enumerable.Range(0, count).Select(i => new FieldKey(1, new WellId(i / 24, i / 2 % 12), new FieldIndex((i % 2) + 1)))];

    public static RunFingerprint Fingerprint(string weights = "w1", string tiling = "exact")
    {
        Dictionary<string, string> parts = new(StringComparer.Ordinal) { ["weights"] = weights, ["tiling"] = tiling };
        return new RunFingerprint(Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(weights + "/" + tiling))), parts);
    }

    public static PlateDefinition Plate(int fields = 4, string plateId = PlateId, string batch = "B1") =>
        new(plateId, batch, Fingerprint(), """{"tiling":"exact"}""", Fields(fields));

    public static FieldOutcome Done(FieldClaim claim) => new()
    {
        Claim = claim,
        State = FieldState.Done,
        Flags = ["empty", "überbelichtet"],
        Metrics =
        [
            new MetricValue(Organelle.Nuclei, "count", 0),
            new MetricValue(Organelle.Er, "mean_intensity", double.NaN),
            new MetricValue(null, "focus", Math.BitIncrement(0.1)),
        ],
        Provenance = """{"nuclei":{"rule":"local"}}""",
        Files = [new FieldFile($"predicted/{claim.Key.FileName("nuclei")}", "ab12"), new FieldFile($"labels/{claim.Key.FileName("nuclei")}", "cd34")],
        Embedding = new byte[] { 1, 2, 3, 250 },
    };

    public static FieldOutcome Gap(FieldClaim claim, GapCode code = GapCode.Unreadable, string reason = "the file ends after 12 of 4096 bytes") =>
        new() { Claim = claim, State = FieldState.Gap, Gap = code, Reason = reason };

    public static OutboxEvent Event(string id, string subject = PlateId) =>
        new(0, id, "cellcluster.plate.completed.v1", subject, new DateTimeOffset(2026, 3, 1, 12, 0, 0, 123, TimeSpan.FromHours(1)), """{"revision":1}""");

    public static PlateCompletion Completion(PlateState state, string id = "event-1", string manifest = "aa") => new(state, manifest, [Event(id)]);

    public static PlateAnnouncement Announcement(string plateId) =>
        new(plateId, """{"plate":"/plates/A"}""", PlatePriority.Normal, "cpu", 0, "a person", new DateTimeOffset(2026, 2, 1, 8, 30, 0, TimeSpan.Zero));

    public static async Task<List<T>> ToListAsync<T>(this IAsyncEnumerable<T> items)
    {
        List<T> list = [];
        await foreach (T item in items)
        {
            list.Add(item);
        }
        return list;
    }
}
