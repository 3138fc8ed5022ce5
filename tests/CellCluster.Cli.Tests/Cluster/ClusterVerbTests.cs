using System.Text.Json;
using CellCluster.TestKit;

namespace CellCluster.Cli.Tests.Cluster;

/// <summary>The verbs against a real cluster, as an operator uses them.</summary>
[Collection(OneClusterCollection.Name)]
public class ClusterVerbTests(ClusterOfOne cluster)
{
    [Fact]
    public async Task Plate_SubmittedWatchedRepairedAndRetried_IsCompleteAsRevisionTwo()
    {
        Assert.SkipWhen(cluster.Absent is not null, cluster.Absent ?? "");
        using var run = new CliRun();
        var plate = new BlobPlate(cluster.In("P1"));
        byte[] sound = File.ReadAllBytes(plate.PathOf(plate.Keys[1]));
        File.WriteAllBytes(plate.PathOf(plate.Keys[1]), sound[..1000]);

        await ExpectAsync(run, ExitCode.Complete, Submit("P1"));
        Assert.Contains("Plate P1 is ", run.Output, StringComparison.Ordinal);
        Assert.Contains("These paths must lead every silo to the same files", run.Output, StringComparison.Ordinal);
        await ExpectAsync(run, ExitCode.Complete, Submit("P1")); // its answer might have been lost
        await ExpectAsync(run, ExitCode.FinishedWithGaps, "watch", "P1");
        Assert.Contains("Plate P1 is complete-with-gaps: 5 of 6 fields done, 1 gap", run.Output, StringComparison.Ordinal);

        await ExpectAsync(run, ExitCode.Complete, "status", "P1");
        Assert.Contains("gap       well A01, field 2: unreadable: ", run.Output, StringComparison.Ordinal);
        Assert.Contains($"by {Environment.UserName}@", run.Output, StringComparison.Ordinal);

        File.WriteAllBytes(plate.PathOf(plate.Keys[1]), sound);
        await ExpectAsync(run, ExitCode.Complete, "retry", "P1");
        Assert.Contains("1 gap is tried again", run.Output, StringComparison.Ordinal);
        await ExpectAsync(run, ExitCode.Complete, "watch", "P1", "--json");
        using JsonDocument json = JsonDocument.Parse(run.Output);
        Assert.Equal("complete", json.RootElement.GetProperty("state").GetString());
        Assert.Equal(2, json.RootElement.GetProperty("revision").GetInt32());
        Assert.Equal(6, json.RootElement.GetProperty("fields").GetProperty("done").GetInt32());

        await ExpectAsync(run, ExitCode.Complete, Submit("P1"));
        Assert.Contains("It was so before: nothing to do", run.Output, StringComparison.Ordinal);
        await ExpectAsync(run, ExitCode.Complete, "retry", "P1");
        Assert.Contains("Nothing is tried again", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Submit_SameIdToAnotherFolder_IsRefusedWithBothPlaces()
    {
        Assert.SkipWhen(cluster.Absent is not null, cluster.Absent ?? "");
        using var run = new CliRun();
        _ = new BlobPlate(cluster.In("P2"), wellCount: 1, fieldsPerWell: 1);
        await ExpectAsync(run, ExitCode.Complete, [.. Submit("P2"), "--wait"]);
        string[] elsewhere = Submit("P2");
        elsewhere[3] = cluster.In("elsewhere");

        await ExpectAsync(run, ExitCode.OutputUnusable, elsewhere);
        Assert.Contains(cluster.In("P2-out"), run.Error, StringComparison.Ordinal);
        Assert.Contains(cluster.In("elsewhere"), run.Error, StringComparison.Ordinal);
        Assert.StartsWith("error: plate P2: found it read from ", run.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(cluster.In("elsewhere")));
    }

    [Fact]
    public async Task Plate_WithoutALaneOfItsKind_WaitsIsWatchedAndCancelled()
    {
        Assert.SkipWhen(cluster.Absent is not null, cluster.Absent ?? "");
        using var run = new CliRun();
        _ = new BlobPlate(cluster.In("P3"), wellCount: 1, fieldsPerWell: 1);
        string[] submit = [.. Submit("P3"), "--priority", "high"];
        submit[Array.IndexOf(submit, "cpu")] = "cuda";
        await ExpectAsync(run, ExitCode.Complete, submit);

        await ExpectAsync(run, ExitCode.OutputUnusable, [.. Submit("P3"), "--priority", "low"]);
        Assert.Contains("(device: found cuda, asked for cpu; priority: found high, asked for low)", run.Error, StringComparison.Ordinal);
        await ExpectAsync(run, ExitCode.Complete, "plates");
        Assert.Matches(@"P3\s*│ waiting-for-lane\s*│.*│ high\s*│ cuda\s*│.*no lane of device cuda", run.Output);
        using (var watcher = new CliRun())
        {
            Task<ExitCode> watch = watcher.RunAsync("watch", "P3", "--cluster", cluster.Address);
            while (watcher.Interruption.Announce is null && !watch.IsCompleted)
            {
                await Task.Delay(20);
            }
            watcher.Interruption.Signal();
            Assert.Equal(ExitCode.Interrupted, await watch);
            Assert.Single(watcher.Error.Split('\n'), line => line.Contains("plate P3 goes on in the cluster; cellcluster watch P3 follows it again", StringComparison.Ordinal));
        }
        await ExpectAsync(run, ExitCode.Complete, "status", "P3", "--json");
        Assert.Contains("\"state\":\"waiting-for-lane\"", run.Output, StringComparison.Ordinal);

        await ExpectAsync(run, ExitCode.Complete, "cancel", "P3");
        Assert.DoesNotContain("It was so before", run.Output, StringComparison.Ordinal);
        await ExpectAsync(run, ExitCode.Complete, "cancel", "P3"); // twice is once
        Assert.Contains("Plate P3 is cancelled", run.Output, StringComparison.Ordinal);
        Assert.Contains("It was so before: nothing to do.", run.Output, StringComparison.Ordinal);
        await ExpectAsync(run, ExitCode.Cancelled, "watch", "P3");
        Assert.Contains("cellcluster retry P3 goes on with it", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Status_OfTheCluster_ListsSiloAndLane()
    {
        Assert.SkipWhen(cluster.Absent is not null, cluster.Absent ?? "");
        using var run = new CliRun();

        await ExpectAsync(run, ExitCode.Complete, "status");
        Assert.Contains("Cluster cellcluster: 1 silo, 1 lane", run.Output, StringComparison.Ordinal);
        Assert.Matches(@"one/cpu:0\s*│ torch-cpu .*│ healthy", run.Output);
    }

    [Theory]
    [InlineData("status")]
    [InlineData("watch")]
    [InlineData("cancel")]
    [InlineData("retry")]
    public async Task Verb_UnknownPlate_SaysWhereToLook(string verb)
    {
        Assert.SkipWhen(cluster.Absent is not null, cluster.Absent ?? "");
        using var run = new CliRun();

        await ExpectAsync(run, ExitCode.BadUsage, verb, "P999");
        Assert.Equal("error: plate P999: the cluster knows no such plate; cellcluster plates lists those it knows\n", run.Error.ReplaceLineEndings("\n"));
    }

    [Fact]
    public async Task CommandLinePage_CommandsOfACluster_DoWhatItSays()
    {
        Assert.SkipWhen(cluster.Absent is not null, cluster.Absent ?? "");
        using var run = new CliRun();
        Assert.Equal(ExitCode.Complete, await run.RunAsync("simulate", cluster.In("P042"), "--rows", "1", "--columns", "2", "--fields-per-well", "1", "--size", "128"));

        string[] commands = [.. ClusterPage.Commands()];
        Assert.Equal(["submit", "watch", "plates", "status", "retry", "status"], commands.Select(command => command.Split(' ')[1]));
        foreach (string command in commands)
        {
            string[] words = [.. command.Split(' ').Skip(1).Select(word => word
                .Replace("/data", cluster.In(""), StringComparison.Ordinal).Replace("/models/nuclei.safetensors", cluster.Model, StringComparison.Ordinal).Replace("cuda", "cpu", StringComparison.Ordinal))];
            await ExpectAsync(run, ExitCode.Complete, words);
        }
        Assert.True(File.Exists(cluster.In("P042-labels/manifest.json")));
    }

    private string[] Submit(string plate) =>
        ["submit", cluster.In(plate), "--out", cluster.In($"{plate}-out"), "--model", cluster.Model, "--pattern", BlobPlate.Pattern, "--device", "cpu"];

    private async Task ExpectAsync(CliRun run, ExitCode expected, params string[] words)
    {
        ExitCode code = await run.RunAsync([.. words, "--cluster", cluster.Address]);
        Assert.True(code == expected, $"{string.Join(' ', words)}: {code}, not {expected}: {run.Error}{run.Output}");
    }
}
