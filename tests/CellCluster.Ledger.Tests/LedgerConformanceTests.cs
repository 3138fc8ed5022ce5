using CellCluster.Pipeline;
using CellCluster.Plates;
using Microsoft.Extensions.Time.Testing;
using static CellCluster.Ledger.Tests.LedgerExamples;

namespace CellCluster.Ledger.Tests;

/// <summary>What every ledger must do, whatever stores it. A derived class says how one is opened.</summary>
public abstract partial class LedgerConformanceTests : IAsyncLifetime
{
    private ILedger? _ledger;

    /// <summary>Time of the ledgers that are opened.</summary>
    protected FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 2, 3, 4, 5, 6, 789, TimeSpan.Zero));

    private ILedger Ledger => _ledger!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>Opens the one store of this test: empty the first time, later with what was committed. The caller disposes.</summary>
    protected abstract Task<ILedger> OpenLedgerAsync();

    public async ValueTask InitializeAsync() => _ledger = await OpenLedgerAsync();

    public virtual async ValueTask DisposeAsync()
    {
        await Ledger.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    /// <summary>Closes the ledger and opens it again, as a new process would.</summary>
    private async Task ReopenAsync()
    {
        await Ledger.DisposeAsync();
        _ledger = await OpenLedgerAsync();
    }

    private async Task<long> StartAsync(int fields = 4)
    {
        await Ledger.OpenPlateAsync(Plate(fields), Cancellation);
        return await Ledger.TakeEpochAsync(PlateId, "test", Cancellation);
    }

    private async Task<FieldClaim> ClaimOneAsync(long epoch, FieldKey field) => Assert.Single(await Ledger.ClaimAsync(PlateId, epoch, [field], Cancellation));

    private async Task<FieldRecord> FieldAsync(FieldKey key) => (await Ledger.ReadFieldsAsync(PlateId, Cancellation).ToListAsync()).Single(field => field.Key == key);

    private async Task SettleAllAsync(long epoch, int gaps)
    {
        FieldKey[] keys = [.. (await Ledger.ReadFieldsAsync(PlateId, Cancellation).ToListAsync()).Where(field => field.Outcome is null).Select(field => field.Key)];
        IReadOnlyList<FieldClaim> claims = await Ledger.ClaimAsync(PlateId, epoch, keys, Cancellation);
        for (int i = 0; i < claims.Count; i++)
        {
            await Ledger.CommitFieldAsync(PlateId, epoch, i < gaps ? Gap(claims[i]) : Done(claims[i]), Cancellation);
        }
    }

    [Fact]
    public async Task OpenPlate_New_IsRunningWithAllFieldsExpected()
    {
        PlateRecord plate = await Ledger.OpenPlateAsync(Plate(4), Cancellation);

        Assert.Equal((PlateId, "B1", PlateState.Running, 0L, 0), (plate.PlateId, plate.Batch, plate.State, plate.Epoch, plate.Revision));
        Assert.Equal(Fingerprint().Hash, plate.Fingerprint.Hash);
        Assert.Equal(Fingerprint().Parts.ToDictionary(StringComparer.Ordinal), plate.Fingerprint.Parts.ToDictionary(StringComparer.Ordinal));
        Assert.Equal("""{"tiling":"exact"}""", plate.Options);
        Assert.Null(plate.Normalisation);
        Assert.Equal(Time.GetUtcNow(), plate.CreatedAt);
        Assert.Null(plate.CompletedAt);
        Assert.Equal(new FieldCounts(4, 0, 0, 0), await Ledger.CountFieldsAsync(PlateId, Cancellation));
        Assert.Equal(Fields(4), (await Ledger.ReadFieldsAsync(PlateId, Cancellation).ToListAsync()).Select(field => field.Key));
    }

    [Fact]
    public async Task OpenPlate_SameAgain_FindsTheStoredOne()
    {
        long epoch = await StartAsync();
        await ClaimOneAsync(epoch, Fields(1)[0]);

        PlateRecord again = await Ledger.OpenPlateAsync(Plate(), Cancellation);

        Assert.Equal(epoch, again.Epoch);
        Assert.Equal(1, (await Ledger.CountFieldsAsync(PlateId, Cancellation)).Claimed);
    }

    [Fact]
    public async Task OpenPlate_OtherFingerprint_NamesEachDifferingPart()
    {
        await StartAsync();
        PlateDefinition other = Plate() with
        {
            Fingerprint = new RunFingerprint("another", new Dictionary<string, string>(StringComparer.Ordinal) { ["weights"] = "w2", ["tiling"] = "exact", ["halo"] = "96" }),
        };

        FingerprintConflictException conflict = await Assert.ThrowsAsync<FingerprintConflictException>(() => Ledger.OpenPlateAsync(other, Cancellation));

        Assert.Equal(PlateId, conflict.PlateId);
        Assert.Contains("weights: this folder has w1, asked for is w2", conflict.Message, StringComparison.Ordinal);
        Assert.Contains("halo: this folder has none, asked for is 96", conflict.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("tiling", conflict.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(5, "1 new, such as well A03, field 1")]
    [InlineData(3, "1 no longer expected, such as well A02, field 2")]
    public async Task OpenPlate_OtherFields_NamesTheDifference(int fields, string difference)
    {
        await StartAsync(4);

        LayoutConflictException conflict = await Assert.ThrowsAsync<LayoutConflictException>(() => Ledger.OpenPlateAsync(Plate(fields), Cancellation));

        Assert.Contains(difference, conflict.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task FindPlate_Unknown_IsNull() => Assert.Null(await Ledger.FindPlateAsync("P043", Cancellation));

    [Fact]
    public async Task UnknownPlate_IsNamedInTheError()
    {
        KeyNotFoundException error = await Assert.ThrowsAsync<KeyNotFoundException>(() => Ledger.TakeEpochAsync("P043", "test", Cancellation));
        Assert.Contains("P043", error.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<KeyNotFoundException>(() => Ledger.CountFieldsAsync("P043", Cancellation));
        await Assert.ThrowsAsync<KeyNotFoundException>(() => Ledger.ReadFieldsAsync("P043", Cancellation).ToListAsync());
    }

    [Fact]
    public async Task ListPlates_ByState_KeepsTheOrderTheyWereAddedIn()
    {
        await Ledger.OpenPlateAsync(Plate(1, "Z"), Cancellation);
        await Ledger.OpenPlateAsync(Plate(1, "A"), Cancellation);
        await Ledger.OpenPlateAsync(Plate(1, "M"), Cancellation);
        long epoch = await Ledger.TakeEpochAsync("A", "test", Cancellation);
        await Ledger.CancelPlateAsync("A", epoch, Cancellation);

        Assert.Equal("Z A M", await ListAsync(null));
        Assert.Equal("Z M", await ListAsync(PlateState.Running));
        Assert.Equal("A", await ListAsync(PlateState.Cancelled));

        async Task<string> ListAsync(PlateState? state) => string.Join(' ', (await Ledger.ListPlatesAsync(state, Cancellation)).Select(plate => plate.PlateId));
    }

    [Fact]
    public async Task FreezeNormalisation_Second_GetsTheFirst()
    {
        long epoch = await StartAsync();
        FrozenNormalisation first = new(Math.BitIncrement(1234.1), double.Epsilon, 2136, 2144, [Fields(4)[2], Fields(4)[0]]);

        await Ledger.FreezeNormalisationAsync(PlateId, epoch, first, Cancellation);
        FrozenNormalisation second = await Ledger.FreezeNormalisationAsync(PlateId, epoch, new FrozenNormalisation(1, 2, 3, 4, []), Cancellation);

        Assert.Equal((first.Median, first.Scale, 2136, 2144), (second.Median, second.Scale, second.Height, second.Width));
        Assert.Equal(first.Sample, second.Sample);
        await ReopenAsync();
        Assert.Equal(first.Median, (await Ledger.FindPlateAsync(PlateId, Cancellation))!.Normalisation!.Median);
    }

    [Fact]
    public async Task CancelPlate_Running_RefusesClaimsUntilItIsOpenedAgain()
    {
        long epoch = await StartAsync();
        FieldClaim claim = await ClaimOneAsync(epoch, Fields(4)[0]);
        await Ledger.CancelPlateAsync(PlateId, epoch, Cancellation);

        await Assert.ThrowsAsync<InvalidOperationException>(() => Ledger.ClaimAsync(PlateId, epoch, Fields(4), Cancellation));
        await Ledger.CommitFieldAsync(PlateId, epoch, Done(claim), Cancellation);
        PlateRecord again = await Ledger.OpenPlateAsync(Plate(), Cancellation);

        Assert.Equal(PlateState.Running, again.State);
        Assert.Equal(3, (await Ledger.ClaimAsync(PlateId, epoch, Fields(4), Cancellation)).Count);
    }

    [Fact]
    public async Task BatchSummaries_OfPlates_AreReplacedPerPlateAndReadByBatch()
    {
        long epoch = await StartAsync();
        await Ledger.OpenPlateAsync(Plate(1, "P043"), Cancellation);
        long other = await Ledger.TakeEpochAsync("P043", "test", Cancellation);
        await Ledger.SaveBatchSummaryAsync("B1", PlateId, epoch, new byte[] { 1 }, Cancellation);
        await Ledger.SaveBatchSummaryAsync("B1", PlateId, epoch, new byte[] { 2, 0 }, Cancellation);
        await Ledger.SaveBatchSummaryAsync("B1", "P043", other, new byte[] { 3 }, Cancellation);
        await Ledger.SaveBatchSummaryAsync("B2", "P043", other, new byte[] { 4 }, Cancellation);

        IReadOnlyDictionary<string, byte[]> summaries = await Ledger.ReadBatchSummariesAsync("B1", Cancellation);

        Assert.Equal(2, summaries.Count);
        Assert.Equal([2, 0], summaries[PlateId]);
        Assert.Equal([3], summaries["P043"]);
        Assert.Empty(await Ledger.ReadBatchSummariesAsync("B3", Cancellation));
    }
}
