using CellCluster.Analysis;

namespace CellCluster.Plates;

/// <summary>What became of a field, as tables say it.</summary>
public enum FieldStatus
{
    /// <summary>Not settled: only in tables of a run that is not over.</summary>
    Open,

    /// <summary>Results are there.</summary>
    Done,

    /// <summary>It could not be processed.</summary>
    Gap,
}

/// <summary>Text forms of <see cref="FieldStatus"/>.</summary>
public static class FieldStatusNames
{
    /// <summary>open, done or gap.</summary>
    public static string ToText(this FieldStatus status) => status switch
    {
        FieldStatus.Done => "done",
        FieldStatus.Gap => "gap",
        _ => "open",
    };
}

/// <summary>All that the tables, the manifest and the report need to know of one field.</summary>
public sealed record FieldRow
{
    /// <summary>The field.</summary>
    public required FieldKey Key { get; init; }

    /// <summary>What became of it.</summary>
    public required FieldStatus Status { get; init; }

    /// <summary>missing, unreadable, wrong-size, blank or failed; empty where it is no gap.</summary>
    public string GapCode { get; init; } = "";

    /// <summary>For a person: why it is a gap.</summary>
    public string Reason { get; init; } = "";

    /// <summary>Marks such as <c>empty</c>; any order.</summary>
    public IReadOnlyList<string> Flags { get; init; } = [];

    /// <summary>Numbers about the raw plane by column name (<see cref="MetricColumns.Raw"/>).</summary>
    public IReadOnlyDictionary<string, double> Raw { get; init; } = new Dictionary<string, double>(StringComparer.Ordinal);

    /// <summary>Numbers by organelle; any order, each organelle once.</summary>
    public IReadOnlyList<OrganelleRow> Organelles { get; init; } = [];

    /// <summary>Files written for the field; any order.</summary>
    public IReadOnlyList<OutputFile> Files { get; init; } = [];

    /// <summary>The file that was read, below the plate folder with forward slashes; empty where there is none or it lies elsewhere.</summary>
    public string Source { get; init; } = "";
}

/// <summary>The numbers of one organelle of a field.</summary>
/// <param name="Organelle">What was measured.</param>
/// <param name="Metrics">By column name (<see cref="MetricColumns.Organelle"/>); absent or NaN where not defined.</param>
/// <param name="Threshold">How the mask came about; null where there was none.</param>
public sealed record OrganelleRow(Organelle Organelle, IReadOnlyDictionary<string, double> Metrics, ThresholdRow? Threshold = null);

/// <summary>How a mask came about, as tables say it.</summary>
/// <param name="Method">The rule that fired, as <see cref="ThresholdProvenance.RuleText"/> says it.</param>
/// <param name="Value">Level in units of the predicted plane; NaN where the rule has no single one.</param>
/// <param name="BlockPx">Side of the local neighbourhood, px; 0 where the rule has none.</param>
/// <param name="Bimodality">Depth of the histogram's valley, 0..1.</param>
/// <param name="Contrast">Foreground less background over the background's standard deviation.</param>
/// <param name="Note">Why the first choice was not taken; empty where it was.</param>
public sealed record ThresholdRow(string Method, double Value, int BlockPx, double Bimodality, double Contrast, string Note)
{
    /// <summary>Magnification class of nuclei: small, spots, medium or large; empty where there is none.</summary>
    public string SizeClass { get; init; } = "";
}

/// <summary>A file written for a field.</summary>
/// <param name="Path">Below the output folder, with forward slashes.</param>
/// <param name="ContentHash">Of the decoded content (<see cref="Plates.ContentHash"/>).</param>
public sealed record OutputFile(string Path, string ContentHash);
