using System.Diagnostics;
using CellCluster.Pipeline;
using CellCluster.Plates;
using static CellCluster.Ledger.Tests.LedgerExamples;

namespace CellCluster.Ledger.Tests;

/// <summary>Another process that works on a ledger until it is killed: the parent reads a line for each field whose commit has completed.</summary>
internal sealed class LedgerChild : IDisposable
{
    public const string Verb = "ledger-child";
    public const int FieldCount = 3000;
    public const int CallerCount = 8;
    private readonly Process _process;

    private LedgerChild(Process process) => _process = process;

    public int ProcessId => _process.Id;

    public StreamReader Output => _process.StandardOutput;

    /// <summary>Starts a child on a ledger, a file or a <c>postgres://</c> address; <paramref name="task"/> is <c>hold</c>, <c>commit</c> or <see cref="OrleansSilo.Task"/>. Returns when it has the
    /// ledger open. It writes <c>stale</c> when a newer epoch has overtaken it.</summary>
    public static async Task<LedgerChild> StartAsync(string task, string path)
    {
        ProcessStartInfo start = new(Path.Combine(AppContext.BaseDirectory, "CellCluster.Ledger.Tests" + (OperatingSystem.IsWindows() ? ".exe" : "")))
        {
            ArgumentList = { Verb, task, path },
            RedirectStandardOutput = true,
            RedirectStandardInput = true,
            UseShellExecute = false,
        };
        LedgerChild child = new(Process.Start(start)!);
        Assert.Equal("ready", await child.Output.ReadLineAsync(TestContext.Current.CancellationToken));
        return child;
    }

    /// <summary>SIGKILL, then what it had still written.</summary>
    public async Task<string[]> KillAsync()
    {
        _process.Kill();
        string rest = await Output.ReadToEndAsync(TestContext.Current.CancellationToken);
        await _process.WaitForExitAsync(TestContext.Current.CancellationToken);
        // A last line without its end may be cut off in the middle.
        int end = rest.LastIndexOf('\n');
        return end < 0 ? [] : rest[..end].Split('\n');
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }
        _process.Dispose();
    }

    /// <summary>The child's side.</summary>
    public static async Task<int> RunAsync(string[] args)
    {
        if (args[0] == OrleansSilo.Task)
        {
            using Microsoft.Extensions.Hosting.IHost silo = await OrleansSilo.StartAsync(ClusterAddress.Parse(args[1]), "child");
            Console.WriteLine("ready");
            await Console.In.ReadToEndAsync();
            return 0;
        }
        await using ILedger ledger = args[1].StartsWith("postgres", StringComparison.Ordinal)
            ? await PostgresLedger.OpenAsync(ClusterAddress.Parse(args[1]), TimeProvider.System, CancellationToken.None)
            : await SqliteLedger.OpenAsync(args[1], TimeProvider.System, CancellationToken.None);
        await ledger.OpenPlateAsync(Plate(FieldCount), CancellationToken.None);
        long epoch = await ledger.TakeEpochAsync(PlateId, "child", CancellationToken.None);
        Console.WriteLine("ready");
        try
        {
            await (args[0] == "commit" ? CommitAsync(ledger, epoch) : Task.CompletedTask);
        }
        catch (StaleEpochException)
        {
            Console.WriteLine("stale");
        }
        await Console.In.ReadToEndAsync(); // until the parent ends it
        return 0;
    }

    private static async Task CommitAsync(ILedger ledger, long epoch)
    {
        FieldKey[] keys = [.. (await ledger.ReadFieldsAsync(PlateId, CancellationToken.None).ToListAsync()).Where(field => field.Outcome is null).Select(field => field.Key)];
        await Parallel.ForEachAsync(keys, new ParallelOptions { MaxDegreeOfParallelism = CallerCount }, async (key, cancellation) =>
        {
            IReadOnlyList<FieldClaim> claims = await ledger.ClaimAsync(PlateId, epoch, [key], cancellation);
            if (claims is [FieldClaim claim])
            {
                await ledger.CommitFieldAsync(PlateId, epoch, Done(claim), cancellation);
                Console.WriteLine($"{key.Well} {key.Field.Value} {claim.Attempt} {claim.LostAttempts}");
            }
        });
    }
}
