using CellCluster.Pipeline;
using CellCluster.Plates;
using Microsoft.Data.Sqlite;
using static CellCluster.Ledger.Tests.LedgerExamples;

namespace CellCluster.Ledger.Tests;

/// <summary>Several processes on one ledger, and processes that are killed.</summary>
public sealed class SqliteLedgerProcessTests : IDisposable
{
    private readonly LedgerFolder _folder = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Commits_ProcessKilledTenTimes_AreAllThere()
    {
        const int seed = 20260301;
        Random random = new(seed);
        Dictionary<FieldKey, FieldClaim> printed = [];
        for (int round = 0; round < 10; round++)
        {
            using (LedgerChild child = await LedgerChild.StartAsync("commit", _folder.Path))
            {
                int lines = random.Next(1, 120);
                for (int i = 0; i < lines; i++)
                {
                    Add(printed, (await child.Output.ReadLineAsync(Cancellation))!);
                }
                foreach (string line in await child.KillAsync())
                {
                    Add(printed, line);
                }
            }
            await AssertAllThereAsync(printed, $"seed {seed}, round {round}");
        }
        Assert.True(printed.Count >= 10);

        // The eleventh process finishes the plate: what was open when one was killed is claimed anew.
        await using SqliteLedger ledger = await SqliteLedger.OpenAsync(_folder.Path, TimeProvider.System, Cancellation);
        long epoch = await ledger.TakeEpochAsync(PlateId, "last", Cancellation);
        Assert.Equal(11, epoch);
        foreach (FieldClaim claim in await ledger.ClaimAsync(PlateId, epoch, Fields(LedgerChild.FieldCount), Cancellation))
        {
            Assert.Equal(claim.LostAttempts, claim.Attempt - 1);
        }
        Assert.Equal(LedgerChild.FieldCount, (await ledger.CountFieldsAsync(PlateId, Cancellation)).Total);
    }

    [Fact]
    public async Task Open_WhileAnotherProcessWrites_IsRefusedWithItsIdUntilItIsKilled()
    {
        using LedgerChild child = await LedgerChild.StartAsync("hold", _folder.Path);

        LedgerUnavailableException refusal = await Assert.ThrowsAsync<LedgerUnavailableException>(
            () => SqliteLedger.OpenAsync(_folder.Path, TimeProvider.System, Cancellation));
        Assert.Contains($"in use by process {child.ProcessId} on {Environment.MachineName}", refusal.Message, StringComparison.Ordinal);

        await child.KillAsync();
        await using SqliteLedger ledger = await SqliteLedger.OpenAsync(_folder.Path, TimeProvider.System, Cancellation);
        Assert.Equal(2, await ledger.TakeEpochAsync(PlateId, "parent", Cancellation));
    }

    [Fact]
    public async Task OpenReadOnly_WhileAnotherProcessWrites_SeesItsCommits()
    {
        using LedgerChild child = await LedgerChild.StartAsync("commit", _folder.Path);
        await using SqliteLedger reader = await SqliteLedger.OpenReadOnlyAsync(_folder.Path, TimeProvider.System, Cancellation);
        Dictionary<FieldKey, FieldClaim> printed = [];
        for (int i = 0; i < 50; i++)
        {
            Add(printed, (await child.Output.ReadLineAsync(Cancellation))!);
            Assert.InRange((await reader.CountFieldsAsync(PlateId, Cancellation)).Done, printed.Count, LedgerChild.FieldCount);
        }
        Assert.Equal(1, (await reader.FindPlateAsync(PlateId, Cancellation))!.Epoch);
        await Assert.ThrowsAsync<InvalidOperationException>(() => reader.TakeEpochAsync(PlateId, "reader", Cancellation));
    }

    [Fact]
    public async Task OpenReadOnly_AfterTheWriterWasKilled_SeesWhatItCommitted()
    {
        Dictionary<FieldKey, FieldClaim> printed = [];
        using (LedgerChild child = await LedgerChild.StartAsync("commit", _folder.Path))
        {
            Add(printed, (await child.Output.ReadLineAsync(Cancellation))!);
            foreach (string line in await child.KillAsync())
            {
                Add(printed, line);
            }
        }
        await using SqliteLedger reader = await SqliteLedger.OpenReadOnlyAsync(_folder.Path, TimeProvider.System, Cancellation);
        Assert.InRange((await reader.CountFieldsAsync(PlateId, Cancellation)).Done, printed.Count, LedgerChild.FieldCount);
    }

    [Fact]
    public async Task Open_TwiceInOneProcess_IsRefused()
    {
        SqliteLedger first = await SqliteLedger.OpenAsync(_folder.Path, TimeProvider.System, Cancellation);
        LedgerUnavailableException refusal = await Assert.ThrowsAsync<LedgerUnavailableException>(
            () => SqliteLedger.OpenAsync(_folder.Path, TimeProvider.System, Cancellation));
        Assert.Contains($"process {Environment.ProcessId}", refusal.Message, StringComparison.Ordinal);
        await first.DisposeAsync();
        await using SqliteLedger second = await SqliteLedger.OpenAsync(_folder.Path, TimeProvider.System, Cancellation);
    }

    private static void Add(Dictionary<FieldKey, FieldClaim> printed, string line)
    {
        string[] words = line.Split(' ');
        FieldKey key = new(1, WellId.Parse(words[0]), new FieldIndex(int.Parse(words[1])));
        printed.Add(key, new FieldClaim(key, int.Parse(words[2]), int.Parse(words[3])));
    }

    private async Task AssertAllThereAsync(Dictionary<FieldKey, FieldClaim> printed, string which)
    {
        await using (SqliteLedger ledger = await SqliteLedger.OpenAsync(_folder.Path, TimeProvider.System, Cancellation))
        {
            Dictionary<FieldKey, FieldRecord> fields = (await ledger.ReadFieldsAsync(PlateId, Cancellation).ToListAsync()).ToDictionary(field => field.Key);
            foreach ((FieldKey key, FieldClaim claim) in printed)
            {
                Assert.True(fields[key].State == FieldState.Done, $"{which}: {key} was committed and is {fields[key].State}");
                OutcomeAssert.Equal(Done(claim), fields[key].Outcome);
            }
            Assert.All(fields.Values.Where(field => field.State == FieldState.Done), field => OutcomeAssert.Equal(Done(field.Outcome!.Claim), field.Outcome));
        }
        using SqliteConnection connection = new($"Data Source={_folder.Path};Pooling=false");
        connection.Open();
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = "PRAGMA integrity_check";
        Assert.Equal("ok", command.ExecuteScalar());
        command.CommandText = "PRAGMA foreign_key_check";
        Assert.Null(command.ExecuteScalar());
    }
}
