using System.Text.Json;
using CellCluster.Analysis;
using CellCluster.Pipeline;
using CellCluster.Plates;
using CellCluster.TestKit;

namespace CellCluster.Hosting.Tests;

public class ObjectTablesTests
{
    private static readonly FakePredictorFactory s_three = new(_ => new FakePredictor(FakeModels.Card(Organelle.Nuclei, Organelle.Er, Organelle.Golgi)));

    [Fact]
    public async Task Run_ThreeOrganelles_WritesObjectsOfEveryOneAndACellPerNucleus()
    {
        using var folder = new TemporaryFolder();
        var plate = new BlobPlate(folder.In("plate"), wellCount: 2);

        await Runs.RunAsync(folder, plate, factory: s_three);

        CsvTable objects = CsvTable.Read(folder.In("out/objects.csv"));
        CsvTable cells = CsvTable.Read(folder.In("out/cells.csv"));
        int disks = plate.Keys.Sum(BlobPlate.DiskCount);
        foreach (string organelle in OrganelleNames.All)
        {
            CsvRow[] rows = [.. objects.Rows.Where(row => objects.Value(row, "organelle") == organelle)];
            Assert.Equal(disks, rows.Length);
            Assert.Equal(organelle == "nuclei" ? disks : 0, rows.Count(row => objects.Value(row, "nucleus_id").Length == 0)); // every disk of ER and Golgi lies on a nucleus
        }
        Assert.Equal(disks, cells.Rows.Count);
        Assert.All(cells.Rows, row => Assert.Equal("1", cells.Value(row, "golgi_fragment_count")));
        Assert.All(Runs.TextColumn(folder, "objects_per_nucleus").Chunk(3), field => Assert.Equal(["", "1", "1"], field));
    }

    [Fact]
    public async Task Run_TablesOfFields_JoinToThoseOfThePlateAndAreVouchedForByTheManifest()
    {
        using var folder = new TemporaryFolder();
        var plate = new BlobPlate(folder.In("plate"), wellCount: 2);
        PlateDamage.Truncate(plate.PathOf(plate.Keys[1]));

        await Runs.RunAsync(folder, plate, factory: s_three);

        JsonElement manifest = JsonDocument.Parse(File.ReadAllText(folder.In("out/manifest.json"))).RootElement;
        JsonElement files = manifest.GetProperty("fields")[0].GetProperty("files");
        foreach (string name in (string[])["objects/A01_f01_nuclei.csv", "objects/A01_f01_er.csv", "objects/A01_f01_golgi.csv", "cells/A01_f01.csv"])
        {
            Assert.Equal(ContentHash.OfText(File.ReadAllText(folder.In($"out/{name}"))), files.GetProperty(name).GetString());
        }
        foreach (string table in (string[])["objects", "cells"])
        {
            string[] parts = [.. Directory.GetFiles(folder.In($"out/{table}")).Order(StringComparer.Ordinal)];
            string header = File.ReadLines(parts[0]).First() + "\n";
            string joined = header + string.Concat(parts.Select(part => File.ReadAllText(part)[header.Length..]));
            Assert.Equal(joined, File.ReadAllText(folder.In($"out/{table}.csv")));
            Assert.Equal(ContentHash.OfText(joined), manifest.GetProperty("tables").GetProperty($"{table}.csv").GetString());
        }
    }

    [Fact]
    public async Task Run_ThreeOrganellesOnAnyNumberOfLanes_GivesTheSameTables()
    {
        using var folder = new TemporaryFolder();
        var plate = new BlobPlate(folder.In("plate"), wellCount: 3);

        await Runs.RunAsync(folder, plate, lanes: 1, s_three, output: "one");
        await Runs.RunAsync(folder, plate, lanes: 4, s_three, output: "four");

        foreach (string name in (string[])["objects.csv", "cells.csv", "plate_metrics.csv", "well_metrics.csv", "manifest.json"])
        {
            Assert.Equal(File.ReadAllText(folder.In($"one/{name}")), File.ReadAllText(folder.In($"four/{name}")));
        }
    }

    [Fact]
    public async Task Run_NoObjects_WritesNoTableOfThem()
    {
        using var folder = new TemporaryFolder();
        var plate = new BlobPlate(folder.In("plate"), wellCount: 1, fieldsPerWell: 1);

        await Runs.RunAsync(Runs.Options(folder, plate) with { WriteObjects = false });

        Assert.False(Path.Exists(folder.In("out/objects")) || Path.Exists(folder.In("out/objects.csv")) || Path.Exists(folder.In("out/cells.csv")));
        Assert.Equal([BlobPlate.DiskCount(plate.Keys[0])], Runs.Column(folder, "object_count"));
    }

    [Fact]
    public async Task Run_SegmentationOptions_AreUsedAndAreAnotherRun()
    {
        using var folder = new TemporaryFolder();
        var plate = new BlobPlate(folder.In("plate"), wellCount: 1);
        LabelOptions large = Runs.Options(folder, plate) with { Segmentation = new SegmentationOptions { Nuclei = new NucleiOptions { MinAreaPx = 1000 } } };

        await Runs.RunAsync(large);

        Assert.Equal([0, 0], Runs.Column(folder, "object_count"));
        Assert.Equal(["empty", "empty"], Runs.TextColumn(folder, "flags"));
        Assert.Contains("segmentation: this folder has {\"nuclei\":{", (await Runs.RunAsync(Runs.Options(folder, plate))).Refusal, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_PlateMapWithControls_GivesTheirDistanceAndScores()
    {
        using var folder = new TemporaryFolder();
        var plate = new BlobPlate(folder.In("plate"), wellCount: 6);
        File.WriteAllText(folder.In("plate/wells.csv"), "well,control\nA01,positive\nA02,positive\nA03,neg\nA04,Negative\nA05,\n");

        await Runs.RunAsync(folder, plate);

        double[] medians = [.. plate.Keys.GroupBy(key => key.Well).Select(well => well.Average(key => (double)BlobPlate.DiskCount(key)))]; // of two fields
        AssayQuality expected = AssayQuality.Of(medians.AsSpan(0, 2), medians.AsSpan(2, 2));
        CsvTable figures = CsvTable.Read(folder.In("out/plate_metrics.csv"));
        CsvRow count = figures.Rows.Single(row => figures.Value(row, "metric") == "object_count");
        Assert.Equal(CsvFormat.Number(expected.ZPrime), figures.Value(count, "z_prime"));
        Assert.Equal(("6", "2", "2"), (figures.Value(count, "well_count"), figures.Value(count, "positive_count"), figures.Value(count, "negative_count")));
        CsvTable wells = CsvTable.Read(folder.In("out/well_metrics.csv"));
        PlateFormat format = PlateFormat.Holding(plate.Keys.Select(key => key.Well));
        var grid = new double[format.RowCount, format.ColumnCount];
        for (int i = 0; i < grid.Length; i++)
        {
            grid[i / format.ColumnCount, i % format.ColumnCount] = i < medians.Length ? medians[i] : double.NaN;
        }
        double[,] scores = BScore.Of(grid);
        Assert.Equal(Enumerable.Range(0, 6).Select(i => CsvFormat.Number(scores[0, i])), wells.Rows.Select(row => wells.Value(row, "object_count_b_score")));
    }
}
