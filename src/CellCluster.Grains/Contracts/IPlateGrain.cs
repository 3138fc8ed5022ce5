using CellCluster.Pipeline;
using Orleans.Concurrency;

namespace CellCluster.Grains;

/// <summary>One plate on its way, keyed by the plate's id: plans it, assigns its fields, commits what became of them, ends it.</summary>
public interface IPlateGrain : IGrainWithStringKey
{
    /// <summary>Starts or resumes the plate. A plate that is finished is left as it is, a running one goes on.</summary>
    /// <param name="options">The options as JSON (<see cref="LabelOptionsJson"/>).</param>
    /// <param name="redo">Forgets what is there and starts anew.</param>
    /// <returns>Whether it runs, and if not, why not.</returns>
    [ResponseTimeout("00:10:00")] // reads a layout and 64 headers, perhaps over a slow network folder
    Task<StartReply> StartAsync(string options, bool redo);

    /// <summary>Where the plate is. Answered at any time.</summary>
    [AlwaysInterleave]
    Task<PlateStatus> StatusAsync();

    /// <summary>Assigns nothing more and lets the fields that are being worked on finish; the plate stays running in the ledger.</summary>
    [AlwaysInterleave]
    Task DrainAsync();

    /// <summary>An image grain reports the end of an attempt.</summary>
    [ResponseTimeout("1.00:00:00")] // a report that expires in the queue would be a lost field
    Task ReportAsync(FieldReport report);
}

/// <summary>The answer to a start.</summary>
/// <param name="Status">The plate; null when it was refused.</param>
/// <param name="Refusal">Why it was refused; null when it runs or is finished.</param>
/// <param name="Fault">Which kind of refusal, for the exit code.</param>
[GenerateSerializer, Immutable]
public sealed record StartReply([property: Id(0)] PlateStatus? Status, [property: Id(1)] string? Refusal, [property: Id(2)] StartFault Fault);

/// <summary>What a running plate is doing.</summary>
public enum PlatePhase
{
    /// <summary>Nothing was started.</summary>
    Idle,

    /// <summary>The sample for the normalisation is being measured.</summary>
    Measuring,

    /// <summary>Fields are being worked on.</summary>
    Running,

    /// <summary>The plate's folder cannot be reached; it goes on when it is back.</summary>
    Paused,

    /// <summary>Nothing more is assigned; fields in work are finished.</summary>
    Draining,

    /// <summary>Tables, report and manifest are being written.</summary>
    Finishing,

    /// <summary>The plate is complete, with or without gaps.</summary>
    Finished,

    /// <summary>Drained, or stopped by a fault: it can be resumed.</summary>
    Stopped,
}

/// <summary>Where a plate is.</summary>
[GenerateSerializer, Immutable]
public sealed record PlateStatus
{
    /// <summary>The plate's id.</summary>
    [Id(0)] public required string PlateId { get; init; }

    /// <summary>What it is doing.</summary>
    [Id(1)] public PlatePhase Phase { get; init; }

    /// <summary>Expected fields.</summary>
    [Id(2)] public int FieldCount { get; init; }

    /// <summary>Fields done.</summary>
    [Id(3)] public int DoneCount { get; init; }

    /// <summary>Fields that are gaps.</summary>
    [Id(4)] public int GapCount { get; init; }

    /// <summary>Fields being worked on.</summary>
    [Id(5)] public int InWorkCount { get; init; }

    /// <summary>Why it is paused or stopped; null otherwise.</summary>
    [Id(6)] public string? Fault { get; init; }

    /// <summary>True when the plate was finished before it was started this time: nothing was done.</summary>
    [Id(7)] public bool WasFinished { get; init; }

    /// <summary>The final state in words: complete, complete-with-gaps, or null.</summary>
    [Id(8)] public string? Completion { get; init; }

    /// <summary>The latest gaps, newest last, for a person who watches.</summary>
    [Id(9)] public IReadOnlyList<string> RecentGaps { get; init; } = [];

    /// <summary>What a person should know of how the plate is treated.</summary>
    [Id(10)] public IReadOnlyList<string> Remarks { get; init; } = [];

    /// <summary>How the plate was recognised.</summary>
    [Id(11)] public string RecognisedAs { get; init; } = "";

    /// <summary>Fields that were settled before this start.</summary>
    [Id(12)] public int SettledBeforeCount { get; init; }
}
