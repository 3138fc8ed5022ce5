using CellCluster.Pipeline;
using Orleans.Concurrency;

namespace CellCluster.Grains;

/// <summary>One plate on its way, keyed by the plate's id: plans it, assigns its fields, commits what became of them, ends it.</summary>
[Orleans.CodeGeneration.Version(1)]
public interface IPlateGrain : IGrainWithStringKey
{
    /// <summary>Starts or resumes the plate. A plate that is finished is left as it is, a running one goes on.</summary>
    /// <param name="options">The options as JSON (<see cref="LabelOptionsJson"/>).</param>
    /// <param name="redo">Forgets what is there and starts anew.</param>
    /// <returns>Whether it runs, and if not, why not.</returns>
    [ResponseTimeout("00:10:00")] // reads a layout and 64 headers, perhaps over a slow network folder
    Task<StartReply> StartAsync(string options, bool redo);

    /// <summary>Takes a plate into a cluster: checks what can be checked without a lane, writes the announcement durably and returns; the plate is opened
    /// when there is a lane of its kind. A plate that is running or finished is left as it is.</summary>
    /// <returns>The plate, or why it was refused.</returns>
    [ResponseTimeout("00:10:00")] // reads a layout and 64 headers, perhaps over a slow network folder
    Task<StartReply> SubmitAsync(PlateSubmission submission);

    /// <summary>Looks into the ledger and goes on with the plate where it is announced or running and nobody works on it.</summary>
    Task WakeAsync();

    /// <summary>Stops the plate on a person's word: fields in work are given up, what is done stays. <see cref="RetryAsync"/> goes on with it.</summary>
    /// <param name="by">Who, for the audit.</param>
    Task<PlateStatus> CancelAsync(string by);

    /// <summary>Goes on with a cancelled or refused plate, or tries the gaps of a finished one again: its completion is then a new revision.</summary>
    /// <param name="by">Who, for the audit.</param>
    Task<RetryReply> RetryAsync(string by);

    /// <summary>The lane directory has slots that this plate wanted.</summary>
    [OneWay]
    [AlwaysInterleave]
    Task SlotsFreeAsync();

    /// <summary>Where the plate is. Answered at any time.</summary>
    [AlwaysInterleave]
    Task<PlateStatus> StatusAsync();

    /// <summary>Assigns nothing more and lets the fields that are being worked on finish; the plate stays running in the ledger.</summary>
    [AlwaysInterleave]
    Task DrainAsync();

    /// <summary>An image grain reports the end of an attempt. The same report twice changes nothing.</summary>
    /// <returns>False when it cannot be taken now: the plate is moving, or its ledger is away. It is to be reported again.</returns>
    Task<bool> ReportAsync(FieldReport report);
}

/// <summary>The answer to a start.</summary>
/// <param name="Status">The plate; null when it was refused.</param>
/// <param name="Refusal">Why it was refused; null when it runs or is finished.</param>
/// <param name="Fault">Which kind of refusal, for the exit code.</param>
[GenerateSerializer, Immutable]
public sealed record StartReply([property: Id(0)] PlateStatus? Status, [property: Id(1)] string? Refusal, [property: Id(2)] StartFault Fault);

/// <summary>A plate that is handed to a cluster.</summary>
/// <param name="PlateId">The plate: the grain's key.</param>
/// <param name="Options">The options as JSON (<see cref="LabelOptionsJson"/>), paths as every silo sees them.</param>
/// <param name="Redo">Forgets an earlier run of the plate in the same output folder.</param>
/// <param name="SubmittedBy">Who, for the audit.</param>
[GenerateSerializer, Immutable]
public sealed record PlateSubmission(
    [property: Id(0)] string PlateId, [property: Id(1)] string Options, [property: Id(2)] bool Redo, [property: Id(3)] string SubmittedBy);

/// <summary>The answer to a retry.</summary>
/// <param name="Status">The plate.</param>
/// <param name="Refusal">Why nothing is tried again; null when something is.</param>
/// <param name="ReopenedCount">Gaps that are tried again; 0 for a plate that was cancelled.</param>
[GenerateSerializer, Immutable]
public sealed record RetryReply([property: Id(0)] PlateStatus Status, [property: Id(1)] string? Refusal, [property: Id(2)] int ReopenedCount);

/// <summary>What a running plate is doing.</summary>
public enum PlatePhase
{
    /// <summary>Nothing was started.</summary>
    Idle,

    /// <summary>The sample for the normalisation is being measured.</summary>
    Measuring,

    /// <summary>Fields are being worked on.</summary>
    Running,

    /// <summary>The plate's folder or the ledger cannot be reached, or no silo can work on it; it goes on by itself.</summary>
    Paused,

    /// <summary>Nothing more is assigned; fields in work are finished.</summary>
    Draining,

    /// <summary>Tables, report and manifest are being written.</summary>
    Finishing,

    /// <summary>The plate is complete, with or without gaps.</summary>
    Finished,

    /// <summary>Drained, or stopped by a fault: it can be resumed.</summary>
    Stopped,

    /// <summary>Taken into the cluster; not planned yet.</summary>
    Announced,

    /// <summary>There is no lane of its kind; <see cref="PlateStatus.Fault"/> says what is wanted and what there is.</summary>
    WaitingForLane,

    /// <summary>A person stopped it; it can be retried.</summary>
    Cancelled,

    /// <summary>It cannot be worked on; <see cref="PlateStatus.Fault"/> says why. It can be submitted anew.</summary>
    Refused,
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

    /// <summary>The kind of device it is pinned to.</summary>
    [Id(13)] public string DeviceKind { get; init; } = "";

    /// <summary>Share of the cluster's lanes.</summary>
    [Id(14)] public PlatePriority Priority { get; init; } = PlatePriority.Normal;

    /// <summary>Silos that cannot work on this plate, each with its reason on one line.</summary>
    [Id(15)] public IReadOnlyList<string> UnfitSilos { get; init; } = [];

    /// <summary>The epoch of whoever works on it; 0 before it is opened.</summary>
    [Id(16)] public long Epoch { get; init; }

    /// <summary>The silo that holds the plate; empty when none does.</summary>
    [Id(17)] public string Silo { get; init; } = "";

    /// <summary>Where its results go; empty when nothing is known of it.</summary>
    [Id(18)] public string Out { get; init; } = "";

    /// <summary>How often it was completed.</summary>
    [Id(19)] public int Revision { get; init; }

    /// <summary>The slots at work on its fields, <c>lane#slot</c>.</summary>
    [Id(20)] public IReadOnlyList<string> Slots { get; init; } = [];
}
