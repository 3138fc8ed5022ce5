using CellCluster.Plates;

namespace CellCluster.Pipeline;

/// <summary>Where a plate is on its way.</summary>
public enum PlateState
{
    /// <summary>Fields are still owed.</summary>
    Running,

    /// <summary>Every field is done.</summary>
    Complete,

    /// <summary>Every field is done or a gap, and there is a gap.</summary>
    CompleteWithGaps,

    /// <summary>A person stopped it; it can be opened again.</summary>
    Cancelled,
}

/// <summary>The identity of a run: equal fingerprints give equal results. The parts are kept so that a difference can be named.</summary>
/// <param name="Hash">SHA-256 over the canonical JSON of the parts, hex.</param>
/// <param name="Parts">By name: hash of the weights, numeric profile, tiling, every option that changes a result, algorithm version.</param>
public sealed record RunFingerprint(string Hash, IReadOnlyDictionary<string, string> Parts);

/// <summary>A plate as it is announced.</summary>
/// <param name="PlateId">The plate.</param>
/// <param name="Batch">Plates imaged together.</param>
/// <param name="Fingerprint">Identity of the run.</param>
/// <param name="Options">All options as JSON, for a person and for resuming.</param>
/// <param name="Fields">Expected fields, sorted.</param>
public sealed record PlateDefinition(
    string PlateId, string Batch, RunFingerprint Fingerprint, string Options, IReadOnlyList<FieldKey> Fields);

/// <summary>A plate as the ledger knows it.</summary>
/// <param name="PlateId">The plate.</param>
/// <param name="Batch">Plates imaged together.</param>
/// <param name="Fingerprint">Identity of the run.</param>
/// <param name="Options">All options as JSON.</param>
/// <param name="State">Where it is.</param>
/// <param name="Epoch">The newest epoch; 0 when nobody took it yet.</param>
/// <param name="Revision">How often it was completed.</param>
/// <param name="Normalisation">Null until frozen.</param>
/// <param name="CreatedAt">When it was announced.</param>
/// <param name="CompletedAt">When it was last completed.</param>
public sealed record PlateRecord(
    string PlateId,
    string Batch,
    RunFingerprint Fingerprint,
    string Options,
    PlateState State,
    long Epoch,
    int Revision,
    FrozenNormalisation? Normalisation,
    DateTimeOffset CreatedAt,
    DateTimeOffset? CompletedAt);

/// <summary>normalised = (grey - Median) / Scale, the same for every field of a plate and for every retry.</summary>
/// <param name="Median">Grey levels, after illumination correction.</param>
/// <param name="Scale">Interquartile range / 1.349, grey levels, above 0.</param>
/// <param name="Height">Rows of the plate's planes as stored: what most of the sampled fields have; others are gaps of code wrong-size.</param>
/// <param name="Width">Columns of the plate's planes as stored.</param>
/// <param name="Sample">The fields that were measured, in sampling order.</param>
public sealed record FrozenNormalisation(double Median, double Scale, int Height, int Width, IReadOnlyList<FieldKey> Sample);

/// <summary>The end of a plate.</summary>
/// <param name="State">Complete or complete with gaps.</param>
/// <param name="ManifestHash">SHA-256 of manifest.json, hex.</param>
/// <param name="Events">Events that are owed with this change; ids are stable (plate, fingerprint, revision).</param>
public sealed record PlateCompletion(PlateState State, string ManifestHash, IReadOnlyList<OutboxEvent> Events);

/// <summary>An event that is owed to subscribers: at least once, with a stable id.</summary>
/// <param name="Sequence">Place in the outbox; 0 before it is written.</param>
/// <param name="Id">Stable id, unique: writing the same id again changes nothing.</param>
/// <param name="Type">CloudEvents type, such as <c>cellcluster.plate.completed.v1</c>.</param>
/// <param name="Subject">The plate.</param>
/// <param name="Time">When it happened.</param>
/// <param name="Data">JSON.</param>
public sealed record OutboxEvent(long Sequence, string Id, string Type, string Subject, DateTimeOffset Time, string Data);
