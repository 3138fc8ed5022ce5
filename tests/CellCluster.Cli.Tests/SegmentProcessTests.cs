using System.Diagnostics;
using CellCluster.Imaging;
using CellCluster.TestKit;

namespace CellCluster.Cli.Tests;

/// <summary>The built program segments a folder: interrupted, killed, without the network's library.</summary>
/// <remarks>The fourth of six images is a named pipe: the only worker waits there with three images done and two to come for as long as a test wants.</remarks>
public sealed class SegmentProcessTests : IDisposable
{
    private const int ImageCount = 6;
    private const int Gate = 3;
    private readonly TemporaryFolder _folder = new();

    public SegmentProcessTests()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "named pipes in folders and signals are Unix");
        Directory.CreateDirectory(_folder.In("Bilder ä"));
        for (int i = 0; i < ImageCount; i++)
        {
            if (i != Gate)
            {
                Write(i);
            }
        }
        using Process make = Process.Start("mkfifo", [Path(Gate)]);
        make.WaitForExit();
        Assert.Equal(0, make.ExitCode);
    }

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("INT")]
    [InlineData("KILL")]
    public async Task Segment_Stopped_LeavesOnlyWholeFilesAndTheSameCommandGoesOn(string signal)
    {
        using (CliProcess stopped = CliProcess.Start(Words("out")))
        {
            Assert.True(await stopped.UntilAsync(() => Labels("out").Length >= Gate), stopped.Error);
            Assert.DoesNotContain("libtorch", OperatingSystem.IsLinux() ? File.ReadAllText($"/proc/{stopped.Id}/maps") : "", StringComparison.OrdinalIgnoreCase);
            await stopped.SignalAsync(signal);
            if (signal == "INT")
            {
                const string announced = "run the same command again to go on; press Ctrl-C again to stop at once";
                Assert.True(await stopped.UntilAsync(() => stopped.Error.Contains(announced, StringComparison.Ordinal)), stopped.Error);
                OpenGate();
            }
            ExitCode code = await stopped.EndAsync();
            Assert.Equal(signal == "INT" ? (int)ExitCode.Interrupted : 128 + 9, (int)code);
        }
        Assert.False(File.Exists(_folder.In("out/images.csv")));
        Assert.Equal(Gate, Labels("out").Length);
        foreach (string label in Labels("out"))
        {
            ImageFile.Read(label).Dispose();
        }
        File.Delete(Path(Gate));
        Write(Gate);

        using CliProcess again = await CliProcess.RunAsync(Words("out"));
        using CliProcess undisturbed = await CliProcess.RunAsync(Words("undisturbed"));

        Assert.Equal("", await again.EndAsync() == ExitCode.Complete ? "" : again.Error);
        Assert.Equal("", await undisturbed.EndAsync() == ExitCode.Complete ? "" : undisturbed.Error);
        // Killed after a label image was written and before the journal had it, the image is done again.
        Assert.Matches(@"\([23] before\)", again.Output);
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
        Assert.True(await first.UntilAsync(() => Labels("out").Length >= Gate), first.Error);

        using CliProcess second = await CliProcess.RunAsync(Words("out"));

        Assert.Equal(ExitCode.OutputUnusable, await second.EndAsync());
        Assert.Contains("in use by another process", second.Error, StringComparison.Ordinal);
        OpenGate();
        Assert.Equal(ExitCode.FinishedWithGaps, await first.EndAsync());
        Assert.Contains("003.tif: unreadable: found a pipe or a device, expected a file", first.Output, StringComparison.Ordinal);
    }

    private string Path(int number) => _folder.In($"Bilder ä/{number:000}.tif");

    private void Write(int number)
    {
        using Plane<ushort> plane = DiskImages.Grey(number, size: 384);
        ImageFile.WriteTiff(Path(number), plane);
    }

    // The reader waits for a writer: one comes and goes.
    private void OpenGate() => new FileStream(Path(Gate), FileMode.Open, FileAccess.Write, FileShare.ReadWrite).Dispose();

    private string[] Words(string output) => ["segment", _folder.In("Bilder ä"), "--organelle", "nuclei", "--out", _folder.In(output), "--workers", "1"];

    private string[] Labels(string output) => Directory.Exists(_folder.In($"{output}/labels")) ? Directory.GetFiles(_folder.In($"{output}/labels"), "*.tif") : [];
}
