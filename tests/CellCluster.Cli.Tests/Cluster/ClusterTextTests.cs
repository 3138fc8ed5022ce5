using System.Net;
using System.Text.Json;
using CellCluster.Grains;
using CellCluster.Pipeline;
using Orleans.Runtime;

namespace CellCluster.Cli.Tests.Cluster;

/// <summary>What an operator reads, from what a cluster says.</summary>
public class ClusterTextTests
{
    private static readonly PlateStatus s_running = new()
    {
        PlateId = "P042",
        Phase = PlatePhase.Running,
        FieldCount = 48,
        DoneCount = 12,
        GapCount = 1,
        InWorkCount = 3,
        DeviceKind = "cuda",
        Priority = PlatePriority.High,
        Silo = "plates-1",
        Slots = ["gpu-a/cuda:0#0", "gpu-a/cuda:0#1", "gpu-b/cuda:0#0"],
        UnfitSilos = ["gpu-c: plate folder /data/P042: found nothing"],
        Out = "/data/out",
    };

    [Fact]
    public void Plate_AtWork_NamesLanesUnfitSilosAndWhatIsLeft()
    {
        using var output = new StringWriter();
        PlateText.Write(output, PlateAnswer.Of(s_running), allGaps: false);

        string[] lines = output.ToString().Split(Environment.NewLine);
        Assert.Contains("state     running, held by silo plates-1", lines);
        Assert.Contains("fields    12 of 48 done, 1 gap, 3 in work, 32 waiting", lines);
        Assert.Contains("asks for  cuda lanes, priority high", lines);
        Assert.Contains("lanes     gpu-a/cuda:0 (2 fields), gpu-b/cuda:0 (1 field)", lines);
        Assert.Contains("unfit     gpu-c: plate folder /data/P042: found nothing", lines);
    }

    [Fact]
    public void Plate_ThatWasCancelled_IsHeldByNoSilo()
    {
        using var output = new StringWriter();
        PlateText.Write(output, PlateAnswer.Of(s_running with { Phase = PlatePhase.Cancelled, Slots = [] }), allGaps: false);

        Assert.Contains("state     cancelled", output.ToString().Split(Environment.NewLine));
    }

    [Fact]
    public void Table_FinishedPlate_SaysHowLongItTookAndNotHowLongAgo()
    {
        DateTimeOffset start = DateTimeOffset.UnixEpoch;
        PlateAnswer plate = PlateAnswer.Of(s_running) with { State = "complete", SubmittedAt = start, CompletedAt = start.AddMinutes(2) };
        using var output = new StringWriter();
        PlateTable.Write(new Terminal(output, TextWriter.Null, isInteractive: false), new PlateListing("cellcluster.plates/1", 0, [plate], 0, null), start.AddHours(50));

        Assert.Contains("took 2 min 0 s", output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Gaps_MoreThanTwenty_AreListedInFullOnlyWhenAskedFor()
    {
        PlateAnswer plate = PlateAnswer.Of(s_running) with { Gaps = [.. Enumerable.Range(1, 23).Select(i => new GapAnswer($"well A01, field {i}", "blank", "constant"))] };
        using var some = new StringWriter();
        using var all = new StringWriter();
        PlateText.Write(some, plate, allGaps: false);
        PlateText.Write(all, plate, allGaps: true);

        Assert.Contains("… and 3 more (--all-gaps)", some.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("field 21", some.ToString(), StringComparison.Ordinal);
        Assert.Contains("gap       well A01, field 23: blank: constant", all.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(PlatePhase.Announced, null, "announced", 0)]
    [InlineData(PlatePhase.WaitingForLane, "no lane", "waiting-for-lane", 0)]
    [InlineData(PlatePhase.Stopped, null, "waiting-for-silo", 0)]
    [InlineData(PlatePhase.Stopped, "disk full", "stopped", 8)]
    [InlineData(PlatePhase.Refused, "no such model", "refused", 8)]
    [InlineData(PlatePhase.Cancelled, "by a@b", "cancelled", 9)]
    [InlineData(PlatePhase.Finished, null, "complete-with-gaps", 2)]
    public void State_OfAPhase_IsAWordAndAnExitCode(PlatePhase phase, string? fault, string state, int code)
    {
        PlateStatus status = s_running with { Phase = phase, Fault = fault, Completion = phase == PlatePhase.Finished ? "complete-with-gaps" : null };

        Assert.Equal(state, PlateText.State(status));
        Assert.Equal(code, (int)ClusterJob.CodeOf(status));
    }

    [Fact]
    public void Line_WithAReason_IsOneSentenceAfterAnother() =>
        Assert.Equal(
            "Plate P9 is waiting-for-lane (cuda, priority normal). No lane of device cuda.",
            PlateText.Line(new PlateStatus { PlateId = "P9", Phase = PlatePhase.WaitingForLane, DeviceKind = "cuda", Fault = "no lane of device cuda" }));

    [Fact]
    public void Overview_QuarantinedLane_IsOutOfServiceWithItsCause()
    {
        var silo = new SiloReport(
            "gpu-a", SiloAddress.New(new IPEndPoint(IPAddress.Parse("10.0.0.5"), 11111), 1), SiloRoles.Image | SiloRoles.Inference, IsDraining: true, 8, 3,
            [
                new LaneReport("gpu-a/cuda:0", "cuda", new PredictorProfile("torch-cuda", "1", "sm90"), 2, null, 5, ["gpu-a/cuda:0#0"]),
                new LaneReport("gpu-a/cuda:1", "cuda", null, 2, "out of memory [3 times]", 0, []),
            ]);
        var lanes = new ClusterLanes([silo], [new PlateDemand("P1", PlatePriority.Low, "cuda", 0, 7, 1, null)]);
        ClusterOverview overview = ClusterOverview.Of("screening", lanes);
        using var output = new StringWriter();
        overview.Write(new Terminal(output, TextWriter.Null, isInteractive: false));
        string text = output.ToString();

        Assert.StartsWith("Cluster screening: 1 silo, 2 lanes (1 out of service), 1 plate at work or waiting.", text, StringComparison.Ordinal);
        Assert.Matches(@"gpu-a\s*│ image,inference\s*│ draining\s*│ 8\s*│ 3\s*│ 10\.0\.0\.5:11111", text);
        Assert.Matches(@"gpu-a/cuda:0\s*│ torch-cuda 1 sm90\s*│ 1 of 2\s*│ 5\s*│ healthy", text);
        Assert.Contains("OUT OF SERVICE: out of memory [3 times]", text, StringComparison.Ordinal);
        Assert.Matches(@"P1\s*│ low\s*│ cuda\s*│ 0\s*│ 7\s*│ its turn", text);
        using JsonDocument json = JsonDocument.Parse(PlateAnswer.ToJson(overview));
        Assert.Equal("out of memory [3 times]", json.RootElement.GetProperty("silos")[0].GetProperty("lanes")[1].GetProperty("fault").GetString());
    }

    [Fact]
    public void Table_OlderPlates_AreCounted()
    {
        var listing = new PlateListing("cellcluster.plates/1", 0, [PlateAnswer.Of(s_running) with { SubmittedAt = DateTimeOffset.UnixEpoch }], OlderCount: 4, null);
        using var output = new StringWriter();
        PlateTable.Write(new Terminal(output, TextWriter.Null, isInteractive: false), listing, DateTimeOffset.UnixEpoch.AddHours(2));

        Assert.Matches(@"P042\s*│ running\s*│ 12/48 │\s*1 │ high\s*│ cuda\s*│ 2 h 0 min", output.ToString());
        Assert.Contains("… and 4 older finished plates (--all)", output.ToString(), StringComparison.Ordinal);
    }
}
