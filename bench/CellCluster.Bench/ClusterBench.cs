using System.Diagnostics;
using CellCluster.Grains;
using CellCluster.Hosting;
using CellCluster.Ledger;
using CellCluster.Pipeline;
using CellCluster.TestKit;

namespace CellCluster.Bench;

/// <summary>What the cluster costs: two silos in processes of their own over PostgreSQL against one embedded run with as many lanes, on the same plate, alternately.</summary>
/// <remarks>Fields per second are taken from the ledgers: from the end of the first fields (one for each slot, so that starting, loading and compiling are
/// over) to the end of the last. Processor seconds are of the same processes from their start to the plate's end.</remarks>
internal static class ClusterBench
{
    private const int Rounds = 2;
    private const int SlotsPerLane = 2;

    public static async Task RunAsync(BenchArguments arguments)
    {
        if (PostgresServer.Absent is { } absent)
        {
            throw new InvalidOperationException(absent);
        }
        using var plate = new BenchPlate(arguments);
        await using PostgresServer server = await PostgresServer.StartAsync();
        Console.WriteLine($"cluster: {arguments.Fields} fields of {arguments.Size}x{arguments.Size}, {arguments.Lanes} lanes, no images written; load {Load()}; {BenchPlate.Origin()}");
        Console.WriteLine("  run                fields/s   processor s per field:   silos   PostgreSQL   client");
        var embedded = new List<double>();
        var clustered = new List<double>();
        for (int round = 1; round <= Rounds; round++)
        {
            embedded.Add(await EmbeddedAsync(plate, arguments, round));
            clustered.Add(await ClusteredAsync(plate, arguments, server, round));
        }
        Console.WriteLine($"  cluster / embedded = {clustered.Average() / embedded.Average():0.000}   at least 0.93 wanted   (rounds: {string.Join(", ", clustered.Zip(embedded, (a, b) => $"{a / b:0.000}"))}); load {Load()}");
    }

    private static async Task<double> EmbeddedAsync(BenchPlate plate, BenchArguments arguments, int round)
    {
        LabelOptions options = Named(plate.Options($"embedded-{round}"), $"embedded-{round}");
        using Process child = BenchChild.Start(BenchChild.EmbeddedVerb, LabelOptionsJson.Write(options), $"{arguments.Lanes}");
        string spent = await BenchChild.LineAsync(child, "processor seconds ");
        await child.WaitForExitAsync();
        double rate = SettledTimes.Rate(SettledTimes.OfFolder(options.Out), arguments.Lanes * SlotsPerLane);
        Console.WriteLine($"  embedded {round}        {rate,9:0.0000}   {double.Parse(spent) / arguments.Fields,29:0.000}");
        return rate;
    }

    private static async Task<double> ClusteredAsync(BenchPlate plate, BenchArguments arguments, PostgresServer server, int round)
    {
        LabelOptions options = Named(plate.Options($"cluster-{round}"), $"cluster-{round}");
        string database = await server.CreateDatabaseAsync();
        ClusterAddress address = ClusterAddress.Parse(database);
        await ClusterDatabase.MigrateAsync(address, TimeProvider.System, CancellationToken.None);
        double postgresBefore = ProcessTimes.OfTree(server.ProcessId);
        int half = arguments.Lanes / 2;
        using Process first = BenchChild.Start(BenchChild.SiloVerb, "a", database, "plate,image,inference,analysis", $"0-{half - 1}");
        using Process second = BenchChild.Start(BenchChild.SiloVerb, "b", database, "image,inference,analysis", $"{half}-{arguments.Lanes - 1}");
        await Task.WhenAll(BenchChild.LineAsync(first, "ready"), BenchChild.LineAsync(second, "ready"));
        double clientBefore = BenchPlate.CpuSeconds();
        await using PostgresLedger ledger = await PostgresLedger.OpenAsync(address, TimeProvider.System, CancellationToken.None);
        await using (ClusterClient client = await ClusterClient.ConnectAsync(
            new ClusterClientOptions { ClusterAddress = address, ClusterId = BenchChild.ClusterId }, TimeProvider.System, CancellationToken.None))
        {
            string plateId = options.Layout.PlateId!;
            StartReply reply = await client.AskAsync(
                grains => grains.GetGrain<IPlateGrain>(plateId).SubmitAsync(new PlateSubmission(plateId, LabelOptionsJson.Write(options), false, "bench")), CancellationToken.None);
            if (reply.Refusal is { } refusal)
            {
                throw new InvalidOperationException(refusal);
            }
            while (await ledger.FindPlateAsync(plateId, CancellationToken.None) is not { State: not PlateState.Running })
            {
                await Task.Delay(500);
            }
        }
        double silos = ProcessTimes.Of(first.Id) + ProcessTimes.Of(second.Id);
        double postgres = ProcessTimes.OfTree(server.ProcessId) - postgresBefore;
        double spent = BenchPlate.CpuSeconds() - clientBefore;
        double rate = SettledTimes.Rate(await SettledTimes.OfDatabaseAsync(server, address), arguments.Lanes * SlotsPerLane);
        Console.WriteLine(
            $"  cluster {round}         {rate,9:0.0000}   {silos / arguments.Fields,29:0.000}   {postgres / arguments.Fields,10:0.0000}   {spent / arguments.Fields,6:0.0000}");
        await BenchChild.EndAsync(first, second);
        return rate;
    }

    private static LabelOptions Named(LabelOptions options, string plateId) => options with { Layout = options.Layout with { PlateId = plateId } };

    private static string Load() => File.ReadAllText("/proc/loadavg").Split(' ')[0];
}
