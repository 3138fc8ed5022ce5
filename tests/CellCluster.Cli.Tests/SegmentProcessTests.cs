using CellCluster.Imaging;
using CellCluster.TestKit;

namespace CellCluster.Cli.Tests;

/// <summary>The built program segments a folder: interrupted, killed, without the network's library.</summary>
public sealed class SegmentProcessTests : IDisposable
{
    private const int ImageCount = 120; // a second of work for two workers, so that a signal comes in the middle
    private readonly TemporaryFolder _folder = new();

    public SegmentProcessTests()
    {
        Directory.CreateDirectory(_folder.In("Bilder ä"));
        for (int i = 0; i < ImageCount; i++)
        {
            using Plane<ushort> plane = DiskImages.Grey(i % 9, size: 384);
            ImageFile.WriteTiff(_folder.In($"Bilder ä/{i:000}.tif"), plane);
        }
    }

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("INT")]
    [InlineData("KILL")]
    public async Task Segment_Stopped_LeavesOnlyWholeFilesAndTheSameCommandGoesOn(string signal)
    {
        using (CliProcess stopped = CliProcess.Start(Words("out")))
        {
            Assert.True(await stopped.UntilAsync(() => Labels("out").Length >= 3), stopped.Error);
            Assert.DoesNotContain("libtorch", OperatingSystem.IsLinux() ? File.ReadAllText($"/proc/{stopped.Id}/maps") : "", StringComparison.OrdinalIgnoreCase);
            await stopped.SignalAsync(signal);
            ExitCode code = await stopped.EndAsync();
            if (signal == "INT")
            {
                Assert.Equal(ExitCode.Interrupted, code);
                Assert.Contains("run the same command again to go on; press Ctrl-C again to stop at once", stopped.Error, StringComparison.Ordinal);
            }
        }
        Assert.False(File.Exists(_folder.In("out/images.csv")), "the run ended before it was stopped: there are too few images for this test");
        foreach (string label in Labels("out"))
        {
            ImageFile.Read(label).Dispose();
        }

        using CliProcess again = await CliProcess.RunAsync(Words("out"));
        using CliProcess undisturbed = await CliProcess.RunAsync(Words("undisturbed"));

        Assert.Equal("", await again.EndAsync() == ExitCode.Complete ? "" : again.Error);
        Assert.Equal("", await undisturbed.EndAsync() == ExitCode.Complete ? "" : undisturbed.Error);
        Assert.Contains(" before)", again.Output, StringComparison.Ordinal);
        foreach (string table in (string[])["images.csv", "objects.csv"])
        {
            Assert.Equal(File.ReadAllText(_folder.In($"undisturbed/{table}")), File.ReadAllText(_folder.In($"out/{table}")));
        }
        Assert.Equal(ImageCount, Directory.GetFileSystemEntries(_folder.In("out/labels")).Length); // no leftovers
    }

    [Fact]
    public async Task Segment_SecondProcessOnOneFolder_IsRefused()
    {
        using CliProcess first = CliProcess.Start(Words("out"));
        Assert.True(await first.UntilAsync(() => Labels("out").Length >= 1), first.Error);

        using CliProcess second = await CliProcess.RunAsync(Words("out"));

        Assert.Equal(ExitCode.OutputUnusable, await second.EndAsync());
        Assert.Contains("in use by another process", second.Error, StringComparison.Ordinal);
        Assert.Equal(ExitCode.Complete, await first.EndAsync());
    }

    private string[] Words(string output) => ["segment", _folder.In("Bilder ä"), "--organelle", "nuclei", "--out", _folder.In(output), "--workers", "2"];

    private string[] Labels(string output) => Directory.Exists(_folder.In($"{output}/labels")) ? Directory.GetFiles(_folder.In($"{output}/labels"), "*.tif") : [];
}
