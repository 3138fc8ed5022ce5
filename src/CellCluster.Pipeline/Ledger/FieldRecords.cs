using CellCluster.Analysis;
using CellCluster.Plates;

namespace CellCluster.Pipeline;

/// <summary>What became of an expected field.</summary>
public enum FieldState
{
    /// <summary>Not worked on.</summary>
    Expected,

    /// <summary>An attempt is open.</summary>
    Claimed,

    /// <summary>Results are written.</summary>
    Done,

    /// <summary>It could not be processed; code and reason say why.</summary>
    Gap,
}

/// <summary>Why a field is a gap.</summary>
public enum GapCode
{
    /// <summary>The layout expects a field for which there is no file.</summary>
    Missing,

    /// <summary>The file is truncated, corrupt or of a kind that is not read.</summary>
    Unreadable,

    /// <summary>Another size than the plate's fields.</summary>
    WrongSize,

    /// <summary>Constant: the shutter was closed.</summary>
    Blank,

    /// <summary>Three attempts failed.</summary>
    Failed,
}

/// <summary>The text forms of gap codes in ledgers, tables and events.</summary>
public static class GapCodes
{
    /// <summary>missing, unreadable, wrong-size, blank, failed.</summary>
    public static IReadOnlyList<string> All { get; } = ["missing", "unreadable", "wrong-size", "blank", "failed"];

    /// <summary>The text of a code.</summary>
    public static string ToText(this GapCode code) => All[(int)code];
}

/// <summary>The right to work on a field, once.</summary>
/// <param name="Key">The field.</param>
/// <param name="Attempt">From 1.</param>
/// <param name="LostAttempts">Earlier attempts of this field that ended without a report, as when the process was killed: a field with one is suspect and worked on alone.</param>
public sealed record FieldClaim(FieldKey Key, int Attempt, int LostAttempts);

/// <summary>One number about one organelle of a field.</summary>
/// <param name="Organelle">The organelle; null for numbers about the raw plane.</param>
/// <param name="Name">Column name (docs/formats/metrics.md).</param>
/// <param name="Value">May be NaN where it is not defined.</param>
public sealed record MetricValue(Organelle? Organelle, string Name, double Value);

/// <summary>A file that was written for a field.</summary>
/// <param name="Path">Below the output folder, with forward slashes.</param>
/// <param name="ContentHash">SHA-256 over the decoded content: type, shape, little-endian pixels; hex.</param>
public sealed record FieldFile(string Path, string ContentHash);

/// <summary>The final word on a field.</summary>
public sealed record FieldOutcome
{
    /// <summary>The field and its attempt.</summary>
    public required FieldClaim Claim { get; init; }

    /// <summary>Done or Gap.</summary>
    public required FieldState State { get; init; }

    /// <summary>Set for gaps.</summary>
    public GapCode? Gap { get; init; }

    /// <summary>For a person: why it is a gap; empty when done.</summary>
    public string Reason { get; init; } = "";

    /// <summary>Marks such as <c>empty</c> (in focus, no cells).</summary>
    public IReadOnlyList<string> Flags { get; init; } = [];

    /// <summary>The numbers.</summary>
    public IReadOnlyList<MetricValue> Metrics { get; init; } = [];

    /// <summary>Which rule made the masks, JSON by organelle.</summary>
    public string Provenance { get; init; } = "{}";

    /// <summary>Files under their final names.</summary>
    public IReadOnlyList<FieldFile> Files { get; init; } = [];

    /// <summary>Mean of each bottleneck feature over the field, little-endian doubles; empty for gaps.</summary>
    public ReadOnlyMemory<byte> Embedding { get; init; }
}

/// <summary>A field as the ledger knows it.</summary>
/// <param name="Key">The field.</param>
/// <param name="State">Where it is.</param>
/// <param name="Attempts">Attempts that count.</param>
/// <param name="LostAttempts">Those of them that ended without a report.</param>
/// <param name="Outcome">Null until done or gap.</param>
public sealed record FieldRecord(FieldKey Key, FieldState State, int Attempts, int LostAttempts, FieldOutcome? Outcome);

/// <summary>Fields by state.</summary>
public sealed record FieldCounts(int Expected, int Claimed, int Done, int Gaps)
{
    /// <summary>All of them.</summary>
    public int Total => Expected + Claimed + Done + Gaps;

    /// <summary>Done or gap.</summary>
    public int Settled => Done + Gaps;
}
