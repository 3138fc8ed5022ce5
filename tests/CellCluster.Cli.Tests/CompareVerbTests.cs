using System.Text.Json;
using CellCluster.Imaging;
using CellCluster.Plates;
using CellCluster.TestKit;

namespace CellCluster.Cli.Tests;

public sealed class CompareVerbTests : IDisposable
{
    private readonly CliRun _run = new();

    public void Dispose() => _run.Dispose();

    [Fact]
    public async Task Compare_SamePlanes_AgreesFullyWithIntervalsByWell()
    {
        BlobPlate plate = Plates(wells: 6);

        ExitCode code = await _run.RunAsync(Words());

        Assert.Equal(ExitCode.Complete, code);
        Assert.Contains("12 pairs compared, 6 wells.", _run.Output, StringComparison.Ordinal);
        CsvTable agreement = Table("agreement.csv");
        CsvRow count = agreement.Rows.Single(row => agreement.Value(row, "metric") == "object_count");
        Assert.Equal(("12", "6", "0", "1"), (agreement.Value(count, "n"), agreement.Value(count, "well_count"), agreement.Value(count, "bias"), agreement.Value(count, "spearman_low")));
        CsvTable detection = Table("detection.csv");
        int disks = plate.Keys.Sum(BlobPlate.DiskCount);
        Assert.All(detection.Rows, row => Assert.Equal("1", detection.Value(row, "f1")));
        Assert.Equal($"{disks}", detection.Value(detection.Rows[0], "true_positives"));
        Assert.Equal(disks, Table("objects.csv").Rows.Count);
        CsvTable errors = Table("errors.csv");
        Assert.Equal("0", errors.Value(errors.Rows.Single(row => errors.Value(row, "metric") == "rim_error"), "mean"));
        Assert.Contains("12</b>", File.ReadAllText(_run.In("out/agreement.html")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Compare_FilesWithoutPartnerOrUnreadable_AreNamedAndTheRestGoesOn()
    {
        Plates(wells: 2);
        File.Delete(_run.In("stained/A01_f01.tif"));
        File.WriteAllText(_run.In("predicted/A01_f02.tif"), "no image");
        using (Plane<ushort> small = new(20, 30))
        {
            ImageFile.WriteTiff(_run.In("stained/A02_f01.tif"), small);
        }
        File.Copy(_run.In("stained/A02_f02.tif"), _run.In("stained/B09_f01.tif"));

        Assert.Equal(ExitCode.FinishedWithGaps, await _run.RunAsync(Words("--quiet")));

        string[] expected = ["missing-stained: A01_f01.tif", "missing-predicted: B09_f01.tif", "unreadable: A01_f02.tif: predicted: ", "wrong-size: A02_f01.tif: predicted 200x200, stained 20x30"];
        Assert.All(expected, text => Assert.Contains(text, _run.Error, StringComparison.Ordinal));
        Assert.Equal("", _run.Output);
        CsvTable fields = Table("fields.csv");
        Assert.Equal(["A01 1", "A01 2", "A02 1", "A02 2", "B09 1"], fields.Rows.Select(row => $"{fields.Value(row, "well")} {fields.Value(row, "field")}"));
        Assert.Equal(["A01_f01.tif gap missing-stained", "A01_f02.tif gap unreadable", "A02_f01.tif gap wrong-size", "A02_f02.tif done ", "B09_f01.tif gap missing-predicted"],
            fields.Rows.Select(row => $"{fields.Value(row, "file")} {fields.Value(row, "state")} {fields.Value(row, "gap_code")}"));
    }

    [Fact]
    public async Task Compare_GivenLabels_CountsWhatWasDrawn()
    {
        Plates(wells: 1, fields: 1);
        WriteLabels("a", (1, 10, 10, 20), (2, 60, 60, 20), (3, 120, 120, 10)); // the second is half of what is there, the third is not there
        WriteLabels("b", (7, 10, 10, 20), (8, 60, 60, 30), (9, 150, 20, 10));

        Assert.Equal(ExitCode.Complete, await _run.RunAsync(Words("--predicted-labels", _run.In("a"), "--stained-labels", _run.In("b"), "--json")));

        CsvTable detection = Table("detection.csv");
        Assert.Equal(("1", "2", "2"), (detection.Value(detection.Rows[0], "true_positives"), detection.Value(detection.Rows[0], "false_positives"), detection.Value(detection.Rows[0], "false_negatives")));
        CsvTable objects = Table("objects.csv");
        CsvRow pair = Assert.Single(objects.Rows);
        Assert.Equal(("1", "7", "1", "400"), (objects.Value(pair, "predicted_id"), objects.Value(pair, "stained_id"), objects.Value(pair, "iou"), objects.Value(pair, "area_px_stained")));
        JsonElement report = JsonDocument.Parse(_run.Output).RootElement;
        Assert.Equal(("cellcluster.compare/1", "complete", 1), (report.GetProperty("format").GetString(), report.GetProperty("state").GetString(), report.GetProperty("fields").GetInt32()));
        Assert.Equal(2.0 / 6, report.GetProperty("f1").GetProperty("value").GetDouble(), 12);
        Assert.Equal("fewer than 5 wells", report.GetProperty("f1").GetProperty("note").GetString());
    }

    [Fact]
    public async Task Compare_FloatAgainstGreyLevels_PutsTheStainInThePredictionsUnit()
    {
        // Predicted = what normalisation should give: the same planes, less the 5th percentile, over the range to the 99.9th.
        BlobPlate plate = Plates(wells: 2);
        var counts = new GreyLevelCounts();
        foreach (FieldKey key in plate.Keys)
        {
            using Plane plane = ImageFile.Read(plate.PathOf(key));
            counts.Add(plane);
        }
        (double low, double high) = (counts.Quantile(0.05), counts.Quantile(0.999));
        foreach (FieldKey key in plate.Keys)
        {
            using Plane plane = ImageFile.Read(plate.PathOf(key));
            using Plane<float> floats = plane.ToFloat();
            for (int i = 0; i < floats.PixelCount; i++)
            {
                floats.Buffer[i] = (float)((floats.Buffer[i] - low) / (high - low));
            }
            ImageFile.WriteTiff(Path.Combine(_run.In("predicted"), Path.GetFileName(plate.PathOf(key))), floats);
        }

        Assert.Equal(ExitCode.Complete, await _run.RunAsync(Words()));

        Assert.Contains("stain: normalised over all stained planes", _run.Error, StringComparison.Ordinal);
        CsvTable fields = Table("fields.csv");
        Assert.All(fields.Rows, row => Assert.InRange(double.Parse(fields.Value(row, "pixel_nrmse")), 0, 1e-6));

        Assert.Equal(ExitCode.Complete, await _run.RunAsync(Words("--stain", "raw", "--force")));
        fields = Table("fields.csv");
        Assert.All(fields.Rows, row => Assert.True(double.Parse(fields.Value(row, "pixel_nrmse")) > 1));
    }

    [Fact]
    public async Task Compare_AnyNumberOfWorkers_WritesTheSameTables()
    {
        Plates(wells: 5, fields: 1);
        string[] names = ["fields.csv", "objects.csv", "agreement.csv", "detection.csv", "errors.csv"];
        await _run.RunAsync(Words("--workers", "1"));
        byte[][] one = [.. names.Select(name => File.ReadAllBytes(_run.In($"out/{name}")))];
        await _run.RunAsync(Words("--workers", "4", "--force"));

        Assert.All(names.Zip(one), table => Assert.Equal(table.Second, File.ReadAllBytes(_run.In($"out/{table.First}"))));
    }

    [Fact]
    public async Task Compare_NamesOfLabel_TakesTheOrganelleAlone()
    {
        Plates(wells: 1, fields: 2);
        foreach (string folder in (string[])["predicted", "stained"])
        {
            File.Move(_run.In($"{folder}/A01_f01.tif"), _run.In($"{folder}/A01_f01_nuclei.tif"));
            File.Move(_run.In($"{folder}/A01_f02.tif"), _run.In($"{folder}/A01_f01_er.tif"));
        }

        Assert.Equal(ExitCode.Complete, await _run.RunAsync(Words()));

        Assert.Equal("A01_f01_nuclei.tif", Table("fields.csv") is { } fields ? fields.Value(Assert.Single(fields.Rows), "file") : "");
        Assert.Contains("1 image is left out, their names are of other planes than nuclei", _run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Compare_NamesWithoutWells_SaysThatEachFileStandsAlone()
    {
        Plates(wells: 1, fields: 1);
        foreach (string folder in (string[])["predicted", "stained"])
        {
            File.Move(_run.In($"{folder}/A01_f01.tif"), _run.In($"{folder}/first.tif"));
        }

        Assert.Equal(ExitCode.Complete, await _run.RunAsync(Words()));

        Assert.Contains("1 file names no well", _run.Error, StringComparison.Ordinal);
        Assert.Contains("1 pair compared, 1 files", _run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Compare_NoNameInCommon_SaysBoth()
    {
        Plates(wells: 1, fields: 1);
        File.Move(_run.In("stained/A01_f01.tif"), _run.In("stained/B01_f01.tif"));

        Assert.Equal(ExitCode.PlateNotUnderstood, await _run.RunAsync(Words()));
        Assert.Contains("found no name in both (such as A01_f01.tif and B01_f01.tif)", _run.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_run.In("out")));
    }

    [Fact]
    public async Task Compare_FolderHoldsSomething_IsRefusedWithoutForceAndKeptWithIt()
    {
        Plates(wells: 1, fields: 1);
        Directory.CreateDirectory(_run.In("out"));
        File.WriteAllText(_run.In("out/notes.txt"), "mine");

        Assert.Equal(ExitCode.OutputUnusable, await _run.RunAsync(Words()));
        Assert.Contains("found notes.txt; expected an empty folder", _run.Error, StringComparison.Ordinal);
        Assert.Equal(ExitCode.Complete, await _run.RunAsync(Words("--force")));
        Assert.Equal("mine", File.ReadAllText(_run.In("out/notes.txt")));
        Assert.Equal(ExitCode.OutputUnusable, await _run.RunAsync(Words()));
    }

    [Fact]
    public async Task Compare_EarlierComparison_IsReplacedOnlyWhenAsked()
    {
        Plates(wells: 1, fields: 1);
        await _run.RunAsync(Words());

        Assert.Equal(ExitCode.OutputUnusable, await _run.RunAsync(Words()));
        Assert.Contains("an earlier comparison", _run.Error, StringComparison.Ordinal);
        Assert.Equal(ExitCode.Complete, await _run.RunAsync(Words("--force")));
    }

    [Fact]
    public async Task Compare_Interrupted_LeavesNoTable()
    {
        Plates(wells: 1);
        _run.Interruption.Signal();

        Assert.Equal(ExitCode.Interrupted, await _run.RunAsync(Words("--stain", "raw")));
        Assert.Empty(Directory.EnumerateFiles(_run.In("out")));
    }

    [Fact]
    public async Task Compare_WrongOptions_AreAllNamedAtOnce()
    {
        Plates(wells: 1, fields: 1);

        Assert.Equal(ExitCode.BadUsage, await _run.RunAsync("compare", _run.In("predicted"), _run.In("stained"), "--out", _run.In("stained"), "--pattern", "{wall}.tif"));
        Assert.Contains("--out", _run.Error, StringComparison.Ordinal);
        Assert.Contains("unknown placeholder {wall}", _run.Error, StringComparison.Ordinal);
        Assert.Equal(ExitCode.BadUsage, await _run.RunAsync(Words("--organelle", "cells", "--resamples", "3")));
        Assert.Contains("--organelle: found 'cells'", _run.Error, StringComparison.Ordinal);
        Assert.Contains("--resamples: found '3'", _run.Error, StringComparison.Ordinal);
    }

    private BlobPlate Plates(int wells, int fields = 2)
    {
        _ = new BlobPlate(_run.In("predicted"), wells, fields);
        return new BlobPlate(_run.In("stained"), wells, fields);
    }

    private string[] Words(params string[] more) => ["compare", _run.In("predicted"), _run.In("stained"), "--out", _run.In("out"), .. more];

    private CsvTable Table(string name) => CsvTable.Read(_run.In($"out/{name}"));

    // Squares: id, first row, first column, side.
    private void WriteLabels(string folder, params (uint Id, int Y, int X, int Side)[] squares)
    {
        using Plane<uint> labels = new(200, 200);
        foreach ((uint id, int top, int left, int side) in squares)
        {
            for (int y = top; y < top + side; y++)
            {
                labels.Row(y).Slice(left, side).Fill(id);
            }
        }
        Directory.CreateDirectory(_run.In(folder));
        ImageFile.WriteTiff(_run.In($"{folder}/A01_f01.tif"), labels);
    }
}
