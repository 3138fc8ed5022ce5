using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using CellCluster.Grains;

namespace CellCluster.Cli;

/// <summary>The JSON object of <c>--json</c> (docs/command-line.md). Names in camelCase; what does not apply is left out.</summary>
internal sealed record LabelReport
{
    private static readonly JsonSerializerOptions s_json = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, // plate ids and paths of every script stay readable; this is no HTML
    };

    /// <summary>Version of this object's form.</summary>
    public string Format { get; init; } = "cellcluster.label/1";

    /// <summary>complete, complete-with-gaps, interrupted, stopped, planned or failed.</summary>
    public required string State { get; init; }

    /// <summary>The process's exit code.</summary>
    public int ExitCode { get; init; }

    /// <summary>The plate's id.</summary>
    public string? Plate { get; init; }

    /// <summary>True when the plate was finished before: nothing was done.</summary>
    public bool? WasFinished { get; init; }

    /// <summary>Fields by state.</summary>
    public FieldNumbers? Fields { get; init; }

    /// <summary>Results by organelle.</summary>
    public IReadOnlyList<OrganelleSummary>? Organelles { get; init; }

    /// <summary>Where the results are.</summary>
    public ResultFiles? Files { get; init; }

    /// <summary>What a person should know of how the plate was treated.</summary>
    public IReadOnlyList<string>? Remarks { get; init; }

    /// <summary>Seconds of this process for the plate.</summary>
    public double? Seconds { get; init; }

    /// <summary>The plan of a dry run.</summary>
    public LabelPlan? Plan { get; init; }

    /// <summary>Why it stopped or failed.</summary>
    public string? Error { get; init; }

    /// <summary>The command that goes on.</summary>
    public string? GoOnWith { get; init; }

    /// <summary>What a status says; files and organelles are added by whoever has them.</summary>
    public static LabelReport Of(PlateStatus status, ExitCode code, TimeSpan elapsed) => new()
    {
        State = status.Completion ?? (code == Cli.ExitCode.Interrupted ? "interrupted" : "stopped"),
        ExitCode = (int)code,
        Plate = status.PlateId,
        WasFinished = status.WasFinished,
        Fields = new FieldNumbers(status.FieldCount, status.DoneCount, status.GapCount, status.SettledBeforeCount),
        Remarks = status.Remarks,
        Seconds = Math.Round(elapsed.TotalSeconds, 3),
        Error = status.Fault,
    };

    /// <summary>One line of JSON.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, s_json);
}

/// <summary>Fields by state.</summary>
/// <param name="Total">Expected.</param>
/// <param name="Done">With results.</param>
/// <param name="Gaps">That could not be processed.</param>
/// <param name="SettledBefore">Done or gaps before this run.</param>
internal sealed record FieldNumbers(int Total, int Done, int Gaps, int SettledBefore);

/// <summary>Absolute paths of the results; of objects and cells only where they were written.</summary>
internal sealed record ResultFiles(string Report, string Metrics, string WellMetrics, string PlateMetrics, string? Objects, string? Cells, string Manifest, string Run)
{
    /// <summary>Those of an output folder.</summary>
    public static ResultFiles Of(CellCluster.Plates.OutputFolder output) => new(
        output.Report, output.MetricsCsv, output.WellMetricsCsv, output.PlateMetricsCsv, IfThere(output.ObjectsCsv), IfThere(output.CellsCsv), output.Manifest, output.Run);

    private static string? IfThere(string path) => File.Exists(path) ? path : null;
}
