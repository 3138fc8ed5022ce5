using CellCluster.Plates;
using CellCluster.TestKit;

namespace CellCluster.Cli.Tests;

/// <summary>Real images, where they are; drawn ones are in <see cref="SegmentVerbTests"/>.</summary>
public sealed class SegmentRealImagesTests : IDisposable
{
    private readonly CliRun _run = new();

    public void Dispose() => _run.Dispose();

    [Fact]
    public async Task Segment_Bbbc013_NoWellFailsAndEveryWellHasNuclei()
    {
        string? images = SharedData.TryPath("bbbc013");
        Assert.SkipWhen(images is null, SharedData.Absent);
        Copy(images, "Channel2-*.tif");

        ExitCode code = await _run.RunAsync("segment", _run.In("images"), "--organelle", "nuclei", "--out", _run.In("out"), "--pattern", "Channel2-*-{row}-{column}.tif");

        Assert.Equal("", code == ExitCode.Complete ? "" : _run.Error);
        CsvTable table = CsvTable.Read(_run.In("out/images.csv"));
        Assert.Equal(24, table.Rows.Select(row => table.Value(row, "well")).Distinct().Count());
        // People and CellProfiler see 150 to 300 nuclei in a field of this plate.
        Assert.All(table.Rows, row => Assert.InRange(int.Parse(table.Value(row, "object_count")), 100, 400));
    }

    [Fact]
    public async Task Segment_Dsb2018_ReadsColourPngsOfManySizes()
    {
        string? images = SharedData.TryPath("dsb2018/images");
        Assert.SkipWhen(images is null, SharedData.Absent);
        foreach (string path in Directory.EnumerateFiles(images, "*.png").Order(StringComparer.Ordinal).Where((_, i) => i % 8 == 0))
        {
            Copy(images, Path.GetFileName(path));
        }

        ExitCode code = await _run.RunAsync("segment", _run.In("images"), "--organelle", "nuclei", "--out", _run.In("out"));

        Assert.Equal("", code == ExitCode.Complete ? "" : _run.Error);
        CsvTable table = CsvTable.Read(_run.In("out/images.csv"));
        Assert.Equal(20, table.Rows.Count);
        Assert.All(table.Rows, row => Assert.InRange(int.Parse(table.Value(row, "object_count")), 1, 400));
    }

    [Fact]
    public async Task Segment_Golgi_TakesAChannelOfPagesAndOfSamples()
    {
        string? images = SharedData.TryPath("golgi");
        Assert.SkipWhen(images is null, SharedData.Absent);
        Copy(images, "xyc_16bit__nuclei_golgi.tif"); // two pages
        Copy(images, "xyc_16bit__hela-cells.tif"); // three samples per pixel

        ExitCode code = await _run.RunAsync("segment", _run.In("images"), "--organelle", "golgi", "--channel", "2", "--out", _run.In("out"));

        Assert.Equal("", code == ExitCode.Complete ? "" : _run.Error);
        CsvTable table = CsvTable.Read(_run.In("out/images.csv"));
        Assert.Equal(["512", "220"], table.Rows.Select(row => table.Value(row, "height_px")));
    }

    // Beside the output folder of the test, never into the folder of the real images.
    private void Copy(string from, string pattern)
    {
        Directory.CreateDirectory(_run.In("images"));
        foreach (string path in Directory.EnumerateFiles(from, pattern))
        {
            File.Copy(path, _run.In($"images/{Path.GetFileName(path)}"));
        }
    }
}
