using CellCluster.Pipeline;
using CellCluster.Plates;
using Orleans.Concurrency;
using Orleans.Runtime;

namespace CellCluster.Grains;

/// <summary>Works on one field at a time, keyed <c>lane#slot</c> (<c>gpu-a/cuda:0#1</c>): a slot is one field's worth of credit of its lane.</summary>
[Orleans.CodeGeneration.Version(1)]
public interface IImageGrain : IGrainWithStringKey
{
    /// <summary>Starts work on a field and returns at once; the end is told to the plate grain by <see cref="IPlateGrain.ReportAsync"/>.</summary>
    Task<AssignReply> AssignAsync(FieldAssignment assignment);

    /// <summary>Gives the field up where it has not been reported yet; it is then reported as returned.</summary>
    [AlwaysInterleave]
    Task CancelAsync(string plateId, long epoch);

    /// <summary>What this slot works on, or still reports, of a plate: asked by a plate that comes back after its silo died.</summary>
    [AlwaysInterleave]
    Task<IReadOnlyList<SlotWork>> WorkOnAsync(string plateId);
}

/// <summary>A field to work on.</summary>
/// <param name="PlateId">The plate.</param>
/// <param name="Epoch">The epoch that claimed it.</param>
/// <param name="Claim">The claim.</param>
/// <param name="Source">Where its plane is read from.</param>
/// <param name="Deadline">Time for it. Its end is reported for at least as long.</param>
[GenerateSerializer, Immutable]
public sealed record FieldAssignment(
    [property: Id(0)] string PlateId,
    [property: Id(1)] long Epoch,
    [property: Id(2)] FieldClaim Claim,
    [property: Id(3)] FieldSource Source,
    [property: Id(4)] TimeSpan Deadline);

/// <summary>The answer to an assignment.</summary>
/// <param name="IsTaken">False when the slot is at work on another field or its silo takes none any more.</param>
/// <param name="Silo">The silo that the slot is on: when it dies, so does the work.</param>
[GenerateSerializer, Immutable]
public sealed record AssignReply([property: Id(0)] bool IsTaken, [property: Id(1)] SiloAddress Silo);

/// <summary>A field that a slot works on or reports.</summary>
/// <param name="Slot">The slot.</param>
/// <param name="Silo">Its silo.</param>
/// <param name="Epoch">The epoch that claimed the field.</param>
/// <param name="Claim">The claim.</param>
[GenerateSerializer, Immutable]
public sealed record SlotWork(
    [property: Id(0)] string Slot, [property: Id(1)] SiloAddress Silo, [property: Id(2)] long Epoch, [property: Id(3)] FieldClaim Claim);

/// <summary>How an attempt ended.</summary>
public enum AttemptEnd
{
    /// <summary>With an outcome: done or a gap.</summary>
    Settled,

    /// <summary>With an error that may be the field's: it counts.</summary>
    Failed,

    /// <summary>Handed back for no fault of the field's: it does not count.</summary>
    Returned,

    /// <summary>The plate's folder cannot be reached: it does not count, and the plate pauses.</summary>
    PlateUnreachable,

    /// <summary>Results cannot be written: it does not count, and the plate stops.</summary>
    OutputUnavailable,

    /// <summary>The slot's silo cannot work on this plate (it does not see a folder, or runs another version): it does not count, the field goes to another
    /// silo, and this one gets no more fields of the plate.</summary>
    SiloUnfit,

    /// <summary>The lane failed at a tile and is not known to be broken: it counts when the field failed before, or there is no other lane.</summary>
    TileFailed,
}

/// <summary>The end of an attempt.</summary>
/// <param name="Slot">The image grain's key: its credit is free again.</param>
/// <param name="Epoch">The epoch of the assignment.</param>
/// <param name="Claim">The claim.</param>
/// <param name="End">How it ended.</param>
/// <param name="Outcome">Set when settled.</param>
/// <param name="Reason">Set otherwise.</param>
[GenerateSerializer, Immutable]
public sealed record FieldReport(
    [property: Id(0)] string Slot,
    [property: Id(1)] long Epoch,
    [property: Id(2)] FieldClaim Claim,
    [property: Id(3)] AttemptEnd End,
    [property: Id(4)] FieldOutcome? Outcome,
    [property: Id(5)] string? Reason)
{
    /// <summary>What it took.</summary>
    [Id(6)] public FieldEffort Effort { get; init; } = new(0, 0, TimeSpan.Zero);
}

/// <summary>What an attempt took of its lane.</summary>
/// <param name="Tiles">Tiles predicted.</param>
/// <param name="Pixels">Their pixels, halos included.</param>
/// <param name="Wall">From the assignment to the end.</param>
[GenerateSerializer, Immutable]
public sealed record FieldEffort([property: Id(0)] int Tiles, [property: Id(1)] long Pixels, [property: Id(2)] TimeSpan Wall);
