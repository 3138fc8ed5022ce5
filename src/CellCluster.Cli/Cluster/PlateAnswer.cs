using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using CellCluster.Grains;
using CellCluster.Pipeline;

namespace CellCluster.Cli;

/// <summary>One plate of a cluster for a script (docs/command-line.md). Names in camelCase; what does not apply is left out.</summary>
internal sealed record PlateAnswer
{
    private static readonly JsonSerializerOptions s_json = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, // plate ids and paths of every script stay readable; this is no HTML
    };

    /// <summary>Version of this object's form.</summary>
    public string Format { get; init; } = "cellcluster.plate/1";

    /// <summary><see cref="PlateText.State(PlateStatus)"/>, or failed.</summary>
    public required string State { get; init; }

    /// <summary>The process's exit code; in a list that of this plate alone.</summary>
    public int ExitCode { get; init; }

    /// <summary>The plate's id.</summary>
    public string? Plate { get; init; }

    /// <summary>Plates imaged together.</summary>
    public string? Batch { get; init; }

    /// <summary>Fields by state.</summary>
    public PlateFields? Fields { get; init; }

    /// <summary>low, normal or high.</summary>
    public string? Priority { get; init; }

    /// <summary>cpu or cuda.</summary>
    public string? Device { get; init; }

    /// <summary>What it waits for, or why it was stopped or refused.</summary>
    public string? Reason { get; init; }

    /// <summary>When it was submitted.</summary>
    public DateTimeOffset? SubmittedAt { get; init; }

    /// <summary>Who submitted it, where that is known.</summary>
    public string? SubmittedBy { get; init; }

    /// <summary>When it was last completed.</summary>
    public DateTimeOffset? CompletedAt { get; init; }

    /// <summary>How often it was completed.</summary>
    public int? Revision { get; init; }

    /// <summary>Where its results go.</summary>
    public string? Out { get; init; }

    /// <summary>The silo that holds the plate.</summary>
    public string? Silo { get; init; }

    /// <summary>Lanes at work on it, by name, with their fields in work.</summary>
    public IReadOnlyDictionary<string, int>? Lanes { get; init; }

    /// <summary>Silos that cannot work on it, each with its reason.</summary>
    public IReadOnlyList<string>? UnfitSilos { get; init; }

    /// <summary>Fields that are gaps.</summary>
    public IReadOnlyList<GapAnswer>? Gaps { get; init; }

    /// <summary>What a person should know of how the plate is treated.</summary>
    public IReadOnlyList<string>? Remarks { get; init; }

    /// <summary>Gaps that are tried again, after a retry.</summary>
    public int? ReopenedCount { get; init; }

    /// <summary>Why the command failed.</summary>
    public string? Error { get; init; }

    /// <summary>What a plate says of itself.</summary>
    public static PlateAnswer Of(PlateStatus status) => new()
    {
        State = PlateText.State(status),
        ExitCode = (int)ClusterJob.CodeOf(status),
        Plate = status.PlateId,
        Fields = new PlateFields(status.FieldCount, status.DoneCount, status.GapCount, status.InWorkCount),
        Priority = status.Priority.ToText(),
        Device = OrNull(status.DeviceKind),
        Reason = status.Fault?.ReplaceLineEndings(" "),
        Revision = status.Revision > 0 ? status.Revision : null,
        Out = OrNull(status.Out),
        Silo = OrNull(status.Silo),
        Lanes = status.Slots.Count > 0 ? status.Slots.GroupBy(slot => slot.Split('#')[0], StringComparer.Ordinal).ToDictionary(lane => lane.Key, lane => lane.Count(), StringComparer.Ordinal) : null,
        UnfitSilos = status.UnfitSilos.Count > 0 ? status.UnfitSilos : null,
        Remarks = status.Remarks.Count > 0 ? status.Remarks : null,
    };

    /// <summary>One line of JSON of any answer.</summary>
    public static string ToJson(object answer) => JsonSerializer.Serialize(answer, answer.GetType(), s_json);

    private static string? OrNull(string text) => text.Length > 0 ? text : null;
}

/// <summary>Fields by state.</summary>
internal sealed record PlateFields(int Total, int Done, int Gaps, int InWork);

/// <summary>A field that could not be processed.</summary>
internal sealed record GapAnswer(string Field, string Code, string Reason);
