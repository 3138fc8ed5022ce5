using Orleans.Concurrency;
using Orleans.Runtime;

namespace CellCluster.Grains;

/// <summary>Something that happened to a plate, as the ledger's outbox has it.</summary>
/// <param name="Sequence">Place in the outbox: grows, never goes back, may leave numbers out.</param>
/// <param name="Id">Stable id: whoever acts on events keys the effect by it.</param>
/// <param name="Type">CloudEvents type, such as <c>cellcluster.plate.completed.v1</c>.</param>
/// <param name="Subject">The plate.</param>
/// <param name="Time">When it happened.</param>
/// <param name="Data">JSON (docs/events.md).</param>
[GenerateSerializer, Immutable]
public sealed record PlateEvent(
    [property: Id(0)] long Sequence,
    [property: Id(1)] string Id,
    [property: Id(2)] string Type,
    [property: Id(3)] string Subject,
    [property: Id(4)] DateTimeOffset Time,
    [property: Id(5)] string Data);

/// <summary>The stream that carries events of plates. It is quick and may lose and double: <see cref="PlateEventSubscription"/> makes it whole.</summary>
public static class PlateEventStream
{
    /// <summary>The stream provider's name.</summary>
    public const string Provider = "events";

    /// <summary>The one stream of all plates.</summary>
    public static StreamId Id { get; } = StreamId.Create("plates", "all");
}

/// <summary>Reads events from the ledger, key 0: what the stream lost, and what happened before somebody listened.</summary>
[Orleans.CodeGeneration.Version(1)]
public interface IPlateEventsGrain : IGrainWithIntegerKey
{
    /// <summary>Events after a sequence, oldest first.</summary>
    /// <param name="after">0: from the beginning.</param>
    /// <param name="limit">At most so many, 1..1000.</param>
    [AlwaysInterleave]
    Task<IReadOnlyList<PlateEvent>> ReadAsync(long after, int limit);

    /// <summary>The sequence of the newest event, 0 when there is none: for a subscriber that wants only what happens from now on.</summary>
    [AlwaysInterleave]
    Task<long> NewestAsync();
}

/// <summary>Carries the outbox into the stream, key 0: one in the cluster, on a silo of role plate.</summary>
[Orleans.CodeGeneration.Version(1)]
public interface IOutboxFeedGrain : IGrainWithIntegerKey
{
    /// <summary>Brings the feed to life where it is not: the silo that had it may be gone.</summary>
    Task WakeAsync();
}
