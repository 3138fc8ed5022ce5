using System.Diagnostics;
using CellCluster.Ledger;
using CellCluster.Pipeline;
using CellCluster.Plates;
using CellCluster.TestKit;

namespace CellCluster.Bench;

/// <summary>What a claim and a commit cost with a million fields in the ledger, on SQLite and on PostgreSQL, and how many commits per second PostgreSQL holds.</summary>
internal static class LedgerBench
{
    private const int FieldsPerPlate = 3456;
    private const int Alone = 400;
    private const int Held = 6000;
    private const int Callers = 32;

    public static async Task RunAsync(int fields)
    {
        Console.WriteLine($"ledger: {fields} fields in plates of {FieldsPerPlate}, all but three plates done before (4 numbers and a file a field); an outcome here: 20 numbers, 4 files and 2 KB of embedding; load {Load()}; {BenchPlate.Origin()}");
        DirectoryInfo folder = Directory.CreateTempSubdirectory("cellcluster-bench-");
        try
        {
            string file = Path.Combine(folder.FullName, "ledger.sqlite");
            await using (SqliteLedger ledger = await SqliteLedger.OpenAsync(file, TimeProvider.System, CancellationToken.None))
            {
                string plate = await FillAsync(ledger, fields);
                await LedgerHistory.WriteSqliteAsync(file, Worked(plate));
                await MeasureAsync("SQLite", ledger, plate, folder.FullName);
            }
            if (PostgresServer.Absent is string absent)
            {
                Console.WriteLine($"  PostgreSQL: {absent}");
                return;
            }
            await using PostgresServer server = await PostgresServer.StartAsync();
            ClusterAddress address = ClusterAddress.Parse(await server.CreateDatabaseAsync());
            await ClusterDatabase.MigrateAsync(address, TimeProvider.System, CancellationToken.None);
            await using PostgresLedger cluster = await PostgresLedger.OpenAsync(address, TimeProvider.System, CancellationToken.None);
            string last = await FillAsync(cluster, fields);
            await LedgerHistory.WritePostgresAsync(address, Worked(last));
            await MeasureAsync("PostgreSQL", cluster, last, folder.FullName);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    // The plates whose fields the bench claims; those of all others are done before.
    private static string[] Worked(string last) => ["P0000", "P0001", last];

    private static async Task<string> FillAsync(ILedger ledger, int fields)
    {
        string plate = "";
        for (int filled = 0; filled < fields; filled += FieldsPerPlate)
        {
            plate = $"P{filled / FieldsPerPlate:0000}";
            var fingerprint = new RunFingerprint("bench", new Dictionary<string, string>(StringComparer.Ordinal) { ["weights"] = "bench" });
            await ledger.OpenPlateAsync(new PlateDefinition(plate, "bench", fingerprint, "{}", [.. Keys().Take(fields - filled < FieldsPerPlate * 2 ? FieldsPerPlate : fields - filled)]), CancellationToken.None);
        }
        return plate;
    }

    private static IEnumerable<FieldKey> Keys() => Enumerable.Range(0, FieldsPerPlate).Select(i => new FieldKey(1, new WellId(i / 9 / 24, i / 9 % 24), new FieldIndex((i % 9) + 1)));

    private static async Task MeasureAsync(string name, ILedger ledger, string firstPlate, string folder)
    {
        long epoch = await ledger.TakeEpochAsync(firstPlate, "bench", CancellationToken.None);
        FieldKey[] keys = [.. Keys()];
        double[] pairs = new double[Alone];
        for (int i = 0; i < Alone; i++)
        {
            long start = Stopwatch.GetTimestamp();
            FieldClaim claim = (await ledger.ClaimAsync(firstPlate, epoch, [keys[i]], CancellationToken.None))[0];
            await ledger.CommitFieldAsync(firstPlate, epoch, Outcome(claim), CancellationToken.None);
            pairs[i] = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        }
        double[] warm = [.. pairs.Skip(Alone / 4).Order()];
        Console.WriteLine($"  {name,-10}  claim and commit, one caller   {warm.Average(),8:0.00} ms   median {warm[warm.Length / 2]:0.00}, 99 of 100 below {warm[warm.Length * 99 / 100]:0.00}   below 2 wanted   load {Load()}");

        (double both, _) = await HoldAsync(ledger, firstPlate, epoch, [.. keys.Skip(Alone)], claimFirst: false);
        Console.WriteLine($"  {name,-10}  claim and commit, {Callers} callers   {1000 / both,8:0.00} ms   ({both:0} pairs/s)   load {Load()}");

        string[] plates = Worked(firstPlate)[..2];
        double commits = 0, seconds = 0;
        foreach (string plate in plates)
        {
            (double rate, double took) = await HoldAsync(ledger, plate, await ledger.TakeEpochAsync(plate, "bench", CancellationToken.None), keys[..(Held / 2)], claimFirst: true);
            (commits, seconds) = (commits + (rate * took), seconds + took);
        }
        Console.WriteLine($"  {name,-10}  commits held, {Callers} callers     {commits / seconds,8:0} /s   1,000 needed, 2,000 wanted; the disk's own limit {FlushesPerSecond(folder):0} flushes/s   load {Load()}");
    }

    private static async Task<(double Rate, double Seconds)> HoldAsync(ILedger ledger, string plate, long epoch, FieldKey[] keys, bool claimFirst)
    {
        FieldClaim[] claims = claimFirst ? [.. await ledger.ClaimAsync(plate, epoch, keys, CancellationToken.None)] : [];
        long start = Stopwatch.GetTimestamp();
        await Parallel.ForAsync(0, keys.Length, new ParallelOptions { MaxDegreeOfParallelism = Callers }, async (i, cancellation) =>
        {
            FieldClaim claim = claimFirst ? claims[i] : (await ledger.ClaimAsync(plate, epoch, [keys[i]], cancellation))[0];
            await ledger.CommitFieldAsync(plate, epoch, Outcome(claim), cancellation);
        });
        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        return (keys.Length / seconds, seconds);
    }

    private static FieldOutcome Outcome(FieldClaim claim) => new()
    {
        Claim = claim,
        State = FieldState.Done,
        Metrics = [.. Enumerable.Range(0, 20).Select(i => new MetricValue(null, $"number_{i}", i * 1.1))],
        Files = [.. Enumerable.Range(0, 4).Select(i => new FieldFile($"labels/{claim.Key.FileName($"n{i}")}", new string('a', 64)))],
        Embedding = new byte[2048],
    };

    // What the disk can do at most when every commit waits alone: 8 KB written and flushed again and again, for half a second.
    private static double FlushesPerSecond(string folder)
    {
        using FileStream file = new(Path.Combine(folder, "flush"), FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0);
        byte[] block = new byte[8192];
        long start = Stopwatch.GetTimestamp();
        int count = 0;
        for (; Stopwatch.GetElapsedTime(start).TotalSeconds < 0.5; count++)
        {
            file.Position = 0;
            file.Write(block);
            file.Flush(flushToDisk: true);
        }
        return count / Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    private static string Load() => File.Exists("/proc/loadavg") ? File.ReadAllText("/proc/loadavg").Split(' ')[0] : "unknown";
}
