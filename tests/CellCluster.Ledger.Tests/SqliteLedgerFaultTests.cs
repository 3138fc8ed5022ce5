using CellCluster.Pipeline;
using Microsoft.Data.Sqlite;
using static CellCluster.Ledger.Tests.LedgerExamples;

namespace CellCluster.Ledger.Tests;

/// <summary>Files that are no sound ledger of this version, and disks that are full.</summary>
public sealed class SqliteLedgerFaultTests : IDisposable
{
    private readonly LedgerFolder _folder = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Open_NoDatabase_SaysThatTheFileIsDamaged()
    {
        await File.WriteAllTextAsync(_folder.Path, new string('x', 10_000), Cancellation);
        await AssertRefusedAsync("damaged", "another --out");
    }

    [Fact]
    public async Task Open_TruncatedFile_SaysThatTheFileIsDamaged()
    {
        await WriteLedgerAsync();
        await using (FileStream file = new(_folder.Path, FileMode.Open))
        {
            file.SetLength(file.Length / 2);
        }
        await AssertRefusedAsync("damaged", "another --out");
    }

    [Fact]
    public async Task Open_OverwrittenPages_SaysThatTheFileIsDamaged()
    {
        await WriteLedgerAsync();
        await using (FileStream file = new(_folder.Path, FileMode.Open))
        {
            file.Position = 8192;
            file.Write(Enumerable.Repeat((byte)0x5a, 4096).ToArray());
        }
        await AssertRefusedAsync("damaged", "another --out");
    }

    [Fact]
    public async Task Open_NewerVersion_NamesFoundAndExpected()
    {
        await WriteLedgerAsync();
        Change("INSERT INTO schema_version VALUES (1000, '')");
        await AssertRefusedAsync("version 1000", $"expected is {SqliteSchema.Version}");
        LedgerUnavailableException refusal = await Assert.ThrowsAsync<LedgerUnavailableException>(
            () => SqliteLedger.OpenReadOnlyAsync(_folder.Path, TimeProvider.System, Cancellation));
        Assert.Contains("version 1000", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Open_DatabaseOfAnotherProgram_IsLeftAlone()
    {
        Change("CREATE TABLE theirs (x)");
        await AssertRefusedAsync("no ledger");
    }

    [Fact]
    public async Task Open_FolderThatIsMissing_NamesTheFile()
    {
        string path = Path.Combine(Path.GetDirectoryName(_folder.Path)!, "nowhere", "ledger.sqlite");
        LedgerUnavailableException refusal = await Assert.ThrowsAsync<LedgerUnavailableException>(() => SqliteLedger.OpenAsync(path, TimeProvider.System, Cancellation));
        Assert.Equal(path, refusal.Location);
        Assert.Contains("folder does not exist", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task OpenReadOnly_NoFile_CreatesNone()
    {
        LedgerUnavailableException refusal = await Assert.ThrowsAsync<LedgerUnavailableException>(
            () => SqliteLedger.OpenReadOnlyAsync(_folder.Path, TimeProvider.System, Cancellation));
        Assert.Contains("no such file", refusal.Message, StringComparison.Ordinal);
        Assert.False(File.Exists(_folder.Path));
    }

    [Fact]
    public async Task CommitField_FullDisk_SaysSoAndKeepsWhatWasCommitted()
    {
        FieldOutcome? refused = null;
        List<FieldOutcome> committed = [];
        await using (SqliteLedger ledger = await SqliteLedger.OpenAsync(_folder.Path, TimeProvider.System, Cancellation))
        {
            await ledger.OpenPlateAsync(Plate(200), Cancellation);
            long epoch = await ledger.TakeEpochAsync(PlateId, "test", Cancellation);
            IReadOnlyList<FieldClaim> claims = await ledger.ClaimAsync(PlateId, epoch, Fields(200), Cancellation);
            await ledger.LimitPagesAsync(100);
            foreach (FieldClaim claim in claims)
            {
                FieldOutcome outcome = Done(claim) with { Embedding = new byte[16384] };
                try
                {
                    await ledger.CommitFieldAsync(PlateId, epoch, outcome, Cancellation);
                    committed.Add(outcome);
                }
                catch (LedgerUnavailableException exception)
                {
                    Assert.Contains("the disk is full", exception.Message, StringComparison.Ordinal);
                    refused = outcome;
                    break;
                }
            }
            Assert.NotNull(refused);
            Assert.NotEmpty(committed);

            await ledger.LimitPagesAsync(100_000);
            await ledger.CommitFieldAsync(PlateId, epoch, refused, Cancellation);
            committed.Add(refused);
        }

        await using SqliteLedger reopened = await SqliteLedger.OpenAsync(_folder.Path, TimeProvider.System, Cancellation);
        List<FieldRecord> done = [.. (await reopened.ReadFieldsAsync(PlateId, Cancellation).ToListAsync()).Where(field => field.State == FieldState.Done)];
        Assert.Equal(committed.Count, done.Count);
        Assert.All(committed.Zip(done), pair => OutcomeAssert.Equal(pair.First, pair.Second.Outcome));
    }

    [Fact]
    public async Task EveryCall_AfterDispose_Throws()
    {
        SqliteLedger ledger = await SqliteLedger.OpenAsync(_folder.Path, TimeProvider.System, Cancellation);
        await ledger.DisposeAsync();
        await ledger.DisposeAsync();
        await Assert.ThrowsAsync<ObjectDisposedException>(() => ledger.OpenPlateAsync(Plate(), Cancellation));
        await Assert.ThrowsAsync<ObjectDisposedException>(() => ledger.FindPlateAsync(PlateId, Cancellation));
    }

    private async Task WriteLedgerAsync()
    {
        await using SqliteLedger ledger = await SqliteLedger.OpenAsync(_folder.Path, TimeProvider.System, Cancellation);
        await ledger.OpenPlateAsync(Plate(500), Cancellation);
    }

    private void Change(string sql)
    {
        using SqliteConnection connection = new($"Data Source={_folder.Path};Pooling=false");
        connection.Open();
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    private async Task AssertRefusedAsync(params string[] words)
    {
        byte[] before = await File.ReadAllBytesAsync(_folder.Path, Cancellation);
        LedgerUnavailableException refusal = await Assert.ThrowsAsync<LedgerUnavailableException>(
            () => SqliteLedger.OpenAsync(_folder.Path, TimeProvider.System, Cancellation));
        Assert.Equal(_folder.Path, refusal.Location);
        Assert.All(words, word => Assert.Contains(word, refusal.Message, StringComparison.Ordinal));
        Assert.Equal(before.Length, new FileInfo(_folder.Path).Length);
        // The lock was given back: the second refusal has the same reason.
        Assert.Equal(refusal.Message, (await Assert.ThrowsAsync<LedgerUnavailableException>(
            () => SqliteLedger.OpenAsync(_folder.Path, TimeProvider.System, Cancellation))).Message);
    }
}
