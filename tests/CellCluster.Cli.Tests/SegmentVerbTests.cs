using System.Text.Json;
using CellCluster.Analysis;
using CellCluster.Imaging;
using CellCluster.Pipeline;
using CellCluster.TestKit;

namespace CellCluster.Cli.Tests;

public sealed class SegmentVerbTests : IDisposable
{
    private readonly CliRun _run = new() { Predictors = new NoPredictors() };

    public void Dispose() => _run.Dispose();

    [Fact]
    public async Task Segment_PlateOfDisks_CountsThemWithoutAnyModel()
    {
        var plate = new BlobPlate(_run.In("plate"), wellCount: 2);

        ExitCode code = await _run.RunAsync(Words("--outlines", "--workers", "2"));

        Assert.Equal(ExitCode.Complete, code);
        int disks = plate.Keys.Sum(BlobPlate.DiskCount);
        Assert.Contains($"4 of 4 images done, {disks} objects", _run.Output, StringComparison.Ordinal);
        Assert.Contains("segmenting: 4 of 4 images", _run.Error, StringComparison.Ordinal);
        Assert.True(File.Exists(_run.In("out/outlines/A01_f01.png")));
        Assert.Equal(disks + 1, File.ReadAllLines(_run.In("out/objects.csv")).Length);
    }

    [Fact]
    public async Task Segment_BrokenImage_IsAGapAndTheExitCodeSaysSo()
    {
        _ = new BlobPlate(_run.In("plate"), wellCount: 1);
        File.WriteAllText(_run.In("plate/broken.tif"), "no image");

        Assert.Equal(ExitCode.FinishedWithGaps, await _run.RunAsync(Words("--json", "--quiet")));

        JsonElement report = JsonDocument.Parse(_run.Output).RootElement;
        Assert.Equal(("complete-with-gaps", 3, 2), (report.GetProperty("state").GetString(), report.GetProperty("images").GetInt32(), report.GetProperty("done").GetInt32()));
        Assert.StartsWith("broken.tif: unreadable: ", report.GetProperty("gaps")[0].GetString(), StringComparison.Ordinal);
        Assert.Equal("", _run.Error);
    }

    [Fact]
    public async Task Segment_Interrupted_SaysHowToGoOnAndGoesOn()
    {
        _ = new BlobPlate(_run.In("plate"));
        _run.Interruption.Signal(); // before the first image

        Assert.Equal(ExitCode.Interrupted, await _run.RunAsync(Words()));

        Assert.Contains("interrupted; 0 of 6 images done, 6 left.", _run.Error, StringComparison.Ordinal);
        Assert.Contains($"Run the same command again to go on: cellcluster segment {_run.In("plate")}", _run.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(_run.In("out/images.csv")));
    }

    [Fact]
    public async Task Segment_WrongOptions_AreAllNamedAtOnceAndNothingIsWritten()
    {
        _ = new BlobPlate(_run.In("plate"), wellCount: 1);

        ExitCode code = await _run.RunAsync(Words("--organelle", "golgi", "--local-block-px", "4", "--threshold", "best", "--max-area-px", "9", "--min-area-um2=-2", "--pattern", "{site}"));

        Assert.Equal(ExitCode.BadUsage, code);
        foreach (string fault in (string[])["--local-block-px 4 is not an odd number", "--threshold: found 'best', expected one of auto", "--max-area-px: golgi has no such option", "--min-area-um2 -2 is ", "unknown placeholder {site}"])
        {
            Assert.Contains(fault, _run.Error, StringComparison.Ordinal);
        }
        Assert.False(Directory.Exists(_run.In("out")));
    }

    [Fact]
    public async Task Segment_FaultsOfSingleOptionsAndOfTheirCombination_AreNamedInOneRound()
    {
        ExitCode code = await _run.RunAsync("segment", _run.In("plate"), "--organelle", "er", "--channel", "0", "--local-block-px", "4", "--dark-level", "9", "--shared-threshold", "otsu", "--max-area-px", "9", "--best");

        Assert.Equal(ExitCode.BadUsage, code);
        foreach (string fault in (string[])[
            "--channel: found '0', expected a whole number of 1..1000000",
            "--local-block-px 4 is not an odd number",
            "--dark-level counts only with --flat-field",
            "--shared-threshold otsu is for nuclei: er has no level that images can share",
            "--max-area-px: er has no such option",
            "'--best' is no option of cellcluster segment",
            "Option '--out' is required"])
        {
            Assert.Single(_run.Error.Split('\n'), line => line.Contains(fault, StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task Segment_OrganelleThatIsNone_LeavesTheOtherFaultsVisible()
    {
        ExitCode code = await _run.RunAsync(Words("--organelle", "skin", "--pattern", "{site}"));

        Assert.Equal(ExitCode.BadUsage, code);
        Assert.Contains("--organelle: found 'skin'", _run.Error, StringComparison.Ordinal);
        Assert.Contains("unknown placeholder {site}", _run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Segment_FlatFieldAndSharedThreshold_AreSaidAndReported()
    {
        _ = new BlobPlate(_run.In("plate"), wellCount: 4); // eight images

        ExitCode code = await _run.RunAsync(Words("--flat-field", "--shared-threshold", "otsu", "--json"));

        Assert.Equal("", code == ExitCode.Complete ? "" : _run.Error);
        JsonElement report = JsonDocument.Parse(_run.Output).RootElement;
        JsonElement level = report.GetProperty("sharedThreshold");
        Assert.Equal(("otsu", 8), (level.GetProperty("method").GetString(), level.GetProperty("imageCount").GetInt32()));
        Assert.Contains($"shared threshold of 8 images: otsu {level.GetProperty("value").GetRawText()}", _run.Error, StringComparison.Ordinal);
        Assert.Equal(8, report.GetProperty("flatField").GetProperty("imageCount").GetInt32());
        Assert.Contains("flat field of 8 images: gain ", _run.Error, StringComparison.Ordinal);
        Assert.True(File.Exists(_run.In("out/flat_field.tif")));
    }

    [Fact]
    public async Task Segment_FlatFieldOfTooFewImages_IsRefusedAndLeavesNothing()
    {
        _ = new BlobPlate(_run.In("plate"), wellCount: 1);

        Assert.Equal(ExitCode.PlateNotUnderstood, await _run.RunAsync(Words("--flat-field")));

        Assert.Contains("found 2 images of ", _run.Error, StringComparison.Ordinal);
        Assert.Contains("is learned from 8 or more", _run.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_run.In("out")));
    }

    [Theory]
    [InlineData("plate", 3, "is the folder of the images")]
    [InlineData("out", 4, "found no image")]
    public async Task Segment_FolderThatCannotBe_IsRefused(string output, int expected, string message)
    {
        Directory.CreateDirectory(_run.In("plate"));

        Assert.Equal(expected, (int)await _run.RunAsync("segment", _run.In("plate"), "--organelle", "er", "--out", _run.In(output)));
        Assert.Contains(message, _run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Segment_Pattern_TakesMatchingImagesAndSaysHowManyWereLeftOut()
    {
        _ = new BlobPlate(_run.In("plate"), wellCount: 2);

        Assert.Equal(ExitCode.Complete, await _run.RunAsync(Words("--pattern", "{well}_f01.tif", "--json")));

        Assert.Contains("2 images left out: names that do not match --pattern {well}_f01.tif", _run.Error, StringComparison.Ordinal);
        JsonElement report = JsonDocument.Parse(_run.Output).RootElement;
        Assert.Equal((2, 2), (report.GetProperty("images").GetInt32(), report.GetProperty("leftOut").GetInt32()));
        Assert.False(File.Exists(_run.In("out/labels/A01_f02.tif")));
    }

    [Fact]
    public async Task Segment_PatternThatMatchesNothing_IsRefusedWithANameOfTheFolder()
    {
        _ = new BlobPlate(_run.In("plate"), wellCount: 1);

        Assert.Equal(ExitCode.PlateNotUnderstood, await _run.RunAsync(Words("--pattern", "Channel2-{well}.tif")));

        Assert.Contains("none of 2 images matches --pattern Channel2-{well}.tif, such as A01_f01.tif", _run.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_run.In("out")));
    }

    [Fact]
    public async Task Segment_OutAboveTheImages_SegmentsThem()
    {
        _ = new BlobPlate(_run.In("all/plate"), wellCount: 1);

        Assert.Equal(ExitCode.Complete, await _run.RunAsync("segment", _run.In("all/plate"), "--organelle", "nuclei", "--out", _run.In("all")));
        Assert.True(File.Exists(_run.In("all/labels/A01_f01.tif")));

        Assert.Equal(ExitCode.BadUsage, await _run.RunAsync("segment", _run.In("all/labels"), "--organelle", "nuclei", "--out", _run.In("all")));
        Assert.Contains("writes its results to labels, where the images' folder", _run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Segment_LimitInUmWithoutAnyPixelSize_IsRefusedAndPixelSizeHelps()
    {
        _ = new BlobPlate(_run.In("plate"), wellCount: 1);

        Assert.Equal(ExitCode.PlateNotUnderstood, await _run.RunAsync(Words("--min-area-um2", "30")));
        Assert.Contains("--min-area-um2 needs a pixel size, and none of 2 images that can be read says one; give --pixel-size UM", _run.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_run.In("out")));

        Assert.Equal(ExitCode.Complete, await _run.RunAsync(Words("--min-area-um2", "30", "--pixel-size", "0.65")));
        Assert.DoesNotContain("pixel size unknown", _run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Segment_SomeImagesWithoutPixelSize_AreCountedAtTheEndAlsoWhenKept()
    {
        var plate = new BlobPlate(_run.In("plate"), wellCount: 1);
        using (var sized = (Plane<ushort>)ImageFile.Read(plate.PathOf(plate.Keys[0])))
        {
            ImageFile.WriteTiff(plate.PathOf(plate.Keys[0]), sized, new TiffOptions { PixelSizeUm = 0.5 });
        }
        for (int run = 0; run < 2; run++)
        {
            Assert.Equal(ExitCode.Complete, await _run.RunAsync(Words("--min-area-um2", "30")));
            Assert.Contains("pixel size unknown in 1 of 2 images: limits in px counted, --min-area-um2 did not; --pixel-size says it", _run.Error, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Segment_ThresholdLevelWithoutALevel_IsRefused()
    {
        _ = new BlobPlate(_run.In("plate"), wellCount: 1);

        Assert.Equal(ExitCode.BadUsage, await _run.RunAsync(Words("--threshold", "level")));
        Assert.Contains("--threshold level needs --level X", _run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Segment_NoObjectInAnyImage_SaysSoAtTheEnd()
    {
        _ = new BlobPlate(_run.In("plate"), wellCount: 1);

        Assert.Equal(ExitCode.Complete, await _run.RunAsync(Words("--threshold", "level", "--level", "60000", "--json")));

        Assert.Contains("no object in 2 of 2 images", _run.Error, StringComparison.Ordinal);
        Assert.Contains(JsonDocument.Parse(_run.Output).RootElement.GetProperty("remarks").EnumerateArray(), remark => remark.GetString()!.StartsWith("no object in 2 of 2 images", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Segment_ConfigFile_GivesOptions()
    {
        _ = new BlobPlate(_run.In("plate"), wellCount: 1);
        File.WriteAllText(_run.In("lab.json"), """{ "organelle": "nuclei", "minAreaPx": 250, "out": "out" }""");

        Assert.Equal(ExitCode.Complete, await _run.RunAsync("segment", _run.In("plate"), "--organelle", "nuclei", "--out", _run.In("out"), "--config", _run.In("lab.json")));
        Assert.Contains("2 of 2 images done, 0 objects", _run.Output, StringComparison.Ordinal); // a disk has about 200 px
    }

    [Fact]
    public void Flags_EveryPropertyOfTheOptionRecords_HasOne()
    {
        string[] properties = [.. ((Type[])[typeof(NucleiOptions), typeof(ErOptions), typeof(GolgiOptions)])
            .SelectMany(type => type.GetProperties()).Where(property => property.GetSetMethod() is not null).Select(property => property.Name).Distinct()];

        Assert.Equal(properties.Order(), SegmentationFlags.Properties.Order());
    }

    private string[] Words(params string[] more) =>
        ["segment", _run.In("plate"), "--out", _run.In("out"), .. more.Contains("--organelle") ? (string[])[] : ["--organelle", "nuclei"], .. more];

    private sealed class NoPredictors : IPredictorFactory
    {
        public IPredictor Create(string modelPath, string device) => throw new InvalidOperationException("segment needs no predictor");

        public ModelCard ReadCard(string modelPath) => throw new InvalidOperationException("segment needs no model");

        public void RequireDevice(string device) => throw new InvalidOperationException("segment needs no device");

        public PredictorProfile ProfileOf(string device) => throw new InvalidOperationException("segment needs no device");

        public PredictorFacts Describe(string modelPath, string device) => throw new InvalidOperationException("segment needs no model");
    }
}
