using CsCheck;
using Microsoft.Extensions.Time.Testing;

namespace CellCluster.Grains.Tests.Events;

public class PlateEventSequencePropertyTests
{
    private static readonly PlateEventOptions s_options = new() { PageSize = 7 };

    [Fact]
    public Task Sequence_StreamThatLosesAndDoubles_GivesEachEventOnceInOrder() =>
        Gen.Select(Gen.Int, Gen.Int[0, 60], Gen.Int[0, 120]).SampleAsync((seed, before, during) => RunAsync(seed, before, during, lost: 0.3, doubled: 0.1), iter: 150);

    [Fact]
    public Task Sequence_StreamThatIsSilent_GivesEachEventOnceInOrder() =>
        Gen.Select(Gen.Int, Gen.Int[0, 20], Gen.Int[1, 40]).SampleAsync((seed, before, during) => RunAsync(seed, before, during, lost: 1, doubled: 0), iter: 30);

    [Fact]
    public async Task Sequence_StreamThatIsSound_ReadsTheLedgerOnceAtTheStart()
    {
        var stream = new Sound();
        await using var run = new SequenceRun(0, stream.ReadAsync, s_options);
        await run.UntilAsync(() => stream.ReadCount == 1);

        for (int i = 1; i <= 50; i++)
        {
            run.Sequence.Post(Sound.Event(i));
            await run.UntilAsync(() => run.Handled.Count == i);
        }

        Assert.Equal(Enumerable.Range(1, 50).Select(i => (long)i), run.Handled);
        Assert.Equal(1, stream.ReadCount);
    }

    [Fact]
    public async Task Sequence_StartedAfterAnEvent_GivesOnlyWhatIsNewer()
    {
        var stream = new LossyStream(seed: 3, lost: 1, doubled: 0);
        for (int i = 0; i < 20; i++)
        {
            stream.Happen(_ => { });
        }
        await using var run = new SequenceRun(stream.Outbox[11].Sequence, stream.ReadAsync, s_options);
        await run.UntilAsync(() => run.Handled.Count == 8);

        Assert.Equal(stream.Outbox.Skip(12).Select(written => written.Sequence), run.Handled);
    }

    [Fact]
    public async Task Sequence_ReadsThatFail_AreToldAndTriedAgain()
    {
        var stream = new LossyStream(seed: 4, lost: 1, doubled: 0);
        stream.Happen(_ => { });
        stream.FailReads(2);
        int troubles = 0;
        await using var run = new SequenceRun(0, stream.ReadAsync, s_options with { Trouble = _ => Interlocked.Increment(ref troubles) });
        await run.UntilAsync(() => run.Handled.Count == 1, advance: s_options.RetryAfter);

        Assert.Equal(2, troubles);
    }

    [Fact]
    public async Task Sequence_HandlerThrows_EndsAndTheEventCountsAsNotHandled()
    {
        var stream = new LossyStream(seed: 5, lost: 1, doubled: 0);
        for (int i = 0; i < 3; i++)
        {
            stream.Happen(_ => { });
        }
        var sequence = new PlateEventSequence(
            0,
            stream.ReadAsync,
            (next, _) => next == stream.Outbox[1] ? throw new InvalidOperationException("no room") : Task.CompletedTask,
            s_options,
            new FakeTimeProvider());

        await Assert.ThrowsAsync<InvalidOperationException>(() => sequence.RunAsync(CancellationToken.None));
        Assert.Equal(stream.Outbox[0].Sequence, sequence.Last);
    }

    private static async Task RunAsync(int seed, int before, int during, double lost, double doubled)
    {
        var stream = new LossyStream(seed, lost, doubled);
        for (int i = 0; i < before; i++)
        {
            stream.Happen(_ => { });
        }
        await using var run = new SequenceRun(0, stream.ReadAsync, s_options);
        for (int i = 0; i < during; i++)
        {
            stream.Happen(run.Sequence.Post);
            await Task.Yield();
        }
        await run.UntilAsync(() => run.Handled.Count >= before + during, advance: s_options.PollEvery);

        Assert.Equal(stream.Outbox.Select(written => written.Sequence), run.Handled);
    }

    private sealed class Sound
    {
        public int ReadCount { get; private set; }

        public static PlateEvent Event(long sequence) => new(sequence, $"{sequence}", "t", "P1", DateTimeOffset.UnixEpoch, "{}");

        public Task<IReadOnlyList<PlateEvent>> ReadAsync(long after, int limit, CancellationToken cancellation)
        {
            ReadCount++;
            return Task.FromResult<IReadOnlyList<PlateEvent>>([]);
        }
    }
}
