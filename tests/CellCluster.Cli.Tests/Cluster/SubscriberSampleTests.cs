using CellCluster.TestKit;

namespace CellCluster.Cli.Tests.Cluster;

/// <summary>The sample under samples/, as its README runs it.</summary>
[Collection(OneClusterCollection.Name)]
public class SubscriberSampleTests(ClusterOfOne cluster)
{
    [Fact]
    public async Task Subscriber_StoppedAndStartedAgain_PrintsEachCompletionOnce()
    {
        Assert.SkipWhen(cluster.Absent is not null, cluster.Absent ?? "");
        using var run = new CliRun();
        await LabelAsync(run, "S1");
        using (CliProcess first = Start())
        {
            Assert.True(await first.UntilAsync(() => first.Output.Contains("S1 complete", StringComparison.Ordinal)), first.Error);
            await LabelAsync(run, "S2"); // while it listens
            Assert.True(await first.UntilAsync(() => first.Output.Contains("S2 complete", StringComparison.Ordinal)), first.Error);
            await first.SignalAsync("TERM");
            Assert.Equal(ExitCode.Complete, await first.EndAsync());
            Assert.Equal(["S1 complete revision 1: 1 done, 0 gaps", "S2 complete revision 1: 1 done, 0 gaps"], OwnLines(first));
        }

        await LabelAsync(run, "S3"); // while it is away
        using CliProcess second = Start();
        Assert.True(await second.UntilAsync(() => second.Output.Contains("S3", StringComparison.Ordinal)), second.Error);
        await second.SignalAsync("INT");
        Assert.Equal(ExitCode.Complete, await second.EndAsync());
        Assert.Equal(["S3 complete revision 1: 1 done, 0 gaps"], OwnLines(second));
    }

    [Fact]
    public async Task Subscriber_NoSuchCluster_IsOneLine()
    {
        using CliProcess process = CliProcess.StartProgram("cellcluster-subscriber.dll", "postgres://u:secret@127.0.0.1:1/db", cluster.In("cursor"));

        Assert.Equal(ExitCode.Unexpected, await process.EndAsync());
        Assert.StartsWith("error: ledger postgres://u@127.0.0.1:1/db", Assert.Single(process.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries)), StringComparison.Ordinal);
    }

    // The cluster's other plates are of other tests.
    private static IEnumerable<string> OwnLines(CliProcess subscriber) =>
        subscriber.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(line => line.StartsWith('S'));

    private CliProcess Start() => CliProcess.StartProgram("cellcluster-subscriber.dll", cluster.Address, cluster.In("last-event"));

    private async Task LabelAsync(CliRun run, string plate)
    {
        _ = new BlobPlate(cluster.In(plate), wellCount: 1, fieldsPerWell: 1);
        ExitCode code = await run.RunAsync(
            "submit", cluster.In(plate), "--out", cluster.In($"{plate}-out"), "--model", cluster.Model, "--pattern", BlobPlate.Pattern, "--device", "cpu", "--wait", "--cluster", cluster.Address);
        Assert.True(code == ExitCode.Complete, run.Error);
    }
}
