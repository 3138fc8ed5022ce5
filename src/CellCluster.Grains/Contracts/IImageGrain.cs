using CellCluster.Pipeline;
using CellCluster.Plates;

namespace CellCluster.Grains;

/// <summary>Works on one field at a time, keyed <c>lane#slot</c> (<c>cpu:0#1</c>): a slot is one field's worth of credit of its lane.</summary>
public interface IImageGrain : IGrainWithStringKey
{
    /// <summary>Starts work on a field and returns at once; the end is told to the plate grain by <see cref="IPlateGrain.ReportAsync"/>.</summary>
    /// <returns>False when the slot is still at work on another field.</returns>
    Task<bool> AssignAsync(FieldAssignment assignment);

    /// <summary>Gives the field up where it has not been reported yet; it is then reported as returned.</summary>
    [Orleans.Concurrency.AlwaysInterleave]
    Task CancelAsync(string plateId, long epoch);
}

/// <summary>A field to work on.</summary>
/// <param name="PlateId">The plate.</param>
/// <param name="Epoch">The epoch that claimed it.</param>
/// <param name="Claim">The claim.</param>
/// <param name="Source">Where its plane is read from.</param>
[GenerateSerializer, Immutable]
public sealed record FieldAssignment(
    [property: Id(0)] string PlateId, [property: Id(1)] long Epoch, [property: Id(2)] FieldClaim Claim, [property: Id(3)] FieldSource Source);

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
    [property: Id(5)] string? Reason);
