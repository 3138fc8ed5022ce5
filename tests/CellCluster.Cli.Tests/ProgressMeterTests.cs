using CellCluster.Grains;
using CellCluster.Hosting;
using CellCluster.Pipeline;
using Microsoft.Extensions.Time.Testing;

namespace CellCluster.Cli.Tests;

public class ProgressMeterTests
{
    [Fact]
    public void Observe_SteadyRun_GivesRateAndTimeLeft()
    {
        var time = new FakeTimeProvider();
        var meter = new ProgressMeter(time);
        meter.Observe(Report(done: 0, gaps: 0, pixels: 0, busySeconds: 0));
        time.Advance(TimeSpan.FromSeconds(30));

        ProgressFigures figures = meter.Observe(Report(done: 9, gaps: 1, pixels: 60_000_000, busySeconds: 24));

        Assert.Equal(20, figures.FieldsPerMinute);
        Assert.Equal(TimeSpan.FromMinutes(1.5), figures.Left); // 30 fields left at 20 a minute
        Assert.Equal(4, figures.MegapixelsPerSecond); // two lanes of 60 Mpx in 30 s
        Assert.Equal(0.8, figures.BusyShare, 1e-12);
    }

    [Fact]
    public void Observe_NothingSettled_NamesNoRate()
    {
        var time = new FakeTimeProvider();
        var meter = new ProgressMeter(time);
        meter.Observe(Report(0, 0, 0, 0));
        time.Advance(TimeSpan.FromSeconds(5));

        ProgressFigures figures = meter.Observe(Report(0, 0, 1_000_000, 5));

        Assert.Null(figures.FieldsPerMinute);
        Assert.Null(figures.Left);
    }

    [Fact]
    public void Observe_FirstLook_IsNoRateOfZero() =>
        Assert.Equal("rate not known yet", ProgressText.Rates(new ProgressMeter(new FakeTimeProvider()).Observe(Report(0, 0, 0, 0))));

    [Fact]
    public void Observe_SlowStart_IsForgottenAfterAMinute()
    {
        var time = new FakeTimeProvider();
        var meter = new ProgressMeter(time);
        meter.Observe(Report(0, 0, 0, 0));
        time.Advance(TimeSpan.FromHours(1));
        meter.Observe(Report(1, 0, 0, 0));
        time.Advance(TimeSpan.FromSeconds(30));

        Assert.Equal(12, meter.Observe(Report(7, 0, 0, 0)).FieldsPerMinute);
    }

    [Theory]
    [InlineData(0.5, "0.5 s")]
    [InlineData(59.7, "1 min 0 s")]
    [InlineData(125, "2 min 5 s")]
    [InlineData(12000, "3 h 20 min")]
    public void Text_OfADuration_HasTwoUnitsAtMost(double seconds, string expected) =>
        Assert.Equal(expected, Durations.Text(TimeSpan.FromSeconds(seconds)));

    private static RunProgress Report(int done, int gaps, long pixels, double busySeconds)
    {
        var lane = new LaneFigures("cpu:0", 1, pixels, TimeSpan.FromSeconds(busySeconds));
        var status = new PlateStatus { PlateId = "P1", FieldCount = 40, DoneCount = done, GapCount = gaps, Phase = PlatePhase.Running };
        return new RunProgress(status, [lane, lane with { Name = "cpu:1" }]);
    }
}
