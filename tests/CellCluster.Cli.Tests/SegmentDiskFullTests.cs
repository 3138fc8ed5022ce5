using System.Diagnostics;
using CellCluster.Imaging;
using CellCluster.TestKit;

namespace CellCluster.Cli.Tests;

/// <summary>The journal cannot grow any more: a limit on the size of files stands for a full disk.</summary>
public sealed class SegmentDiskFullTests : IDisposable
{
    private const int ImageCount = 40; // small images: their label images stay below the limit, the journal of all does not
    private readonly TemporaryFolder _folder = new();

    public SegmentDiskFullTests()
    {
        Directory.CreateDirectory(_folder.In("images"));
        for (int i = 0; i < ImageCount; i++)
        {
            using var plane = new Plane<byte>(24, 24);
            for (int at = 0; at < plane.Pixels.Length; at++)
            {
                plane.Pixels[at] = (byte)((at % 24 is > 5 and < 18 && at / 24 is > 5 and < 18 ? 200 : 100) + (at * 7 % 5));
            }
            ImageFile.WriteTiff(_folder.In($"images/{i:00}.tif"), plane);
        }
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Segment_DiskFullWhileTheJournalIsWritten_StopsAndGoesOnLater()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && File.Exists("/bin/bash"), "the limit is set by bash");
        var start = new ProcessStartInfo("/bin/bash") { RedirectStandardError = true, RedirectStandardOutput = true, UseShellExecute = false };
        string[] words = ["segment", _folder.In("images"), "--organelle", "nuclei", "--out", _folder.In("out"), "--workers", "1"];
        foreach (string word in (string[])["-c", "ulimit -f 16; trap '' XFSZ; exec dotnet \"$@\"", "bash", Path.Combine(AppContext.BaseDirectory, "cellcluster.dll"), .. words])
        {
            start.ArgumentList.Add(word);
        }
        start.Environment["DOTNET_EnableWriteXorExecute"] = "0"; // its shared memory is a file that is larger
        start.Environment["DOTNET_EnableDiagnostics"] = "0";
        using Process full = Process.Start(start)!;
        Task<string> output = full.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        string error = await full.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await full.WaitForExitAsync(TestContext.Current.CancellationToken);
        await output;

        Assert.Equal(ExitCode.Stopped, (ExitCode)full.ExitCode);
        Assert.Contains("segment.journal: the file may not grow any more", error, StringComparison.Ordinal);
        using CliProcess again = await CliProcess.RunAsync(words);
        Assert.Equal(ExitCode.Complete, await again.EndAsync());
        Assert.Contains(" before)", again.Output, StringComparison.Ordinal);
    }
}
