using CellCluster.Pipeline;
using CellCluster.Plates;
using CellCluster.TestKit;

namespace CellCluster.Hosting.Tests;

/// <summary>Short ways to run a plate of disks and to read its table.</summary>
internal static class Runs
{
    public static LabelOptions Options(TemporaryFolder folder, BlobPlate plate, string output = "out")
    {
        if (!File.Exists(folder.In("model")))
        {
            File.WriteAllText(folder.In("model"), "stands for weights");
        }
        return new LabelOptions
        {
            Plate = plate.Folder,
            Out = folder.In(output),
            Model = folder.In("model"),
            Layout = new LayoutOptions { Pattern = BlobPlate.Pattern, PlateId = "P1" },
        };
    }

    public static Task<RunEnd> RunAsync(TemporaryFolder folder, BlobPlate plate, int lanes = 2, IPredictorFactory? factory = null, string output = "out") =>
        RunAsync(Options(folder, plate, output), lanes, factory);

    public static Task<RunEnd> RunAsync(
        LabelOptions options,
        int lanes = 2,
        IPredictorFactory? factory = null,
        bool redo = false,
        Action<RunProgress>? progress = null,
        CancellationToken drain = default) =>
        new LabelRun(factory ?? new FakePredictorFactory(), TimeProvider.System).RunAsync(options, new RunResources(LaneCount: lanes), redo, progress, drain);

    public static List<double> Column(TemporaryFolder folder, string name) => [.. TextColumn(folder, name).Select(double.Parse)];

    // Good for tables without quoted cells, or for columns before the first of them.
    public static List<string> TextColumn(TemporaryFolder folder, string name)
    {
        string[] rows = File.ReadAllLines(folder.In("out/metrics.csv"));
        int column = Array.IndexOf(rows[0].Split(','), name);
        Assert.True(column >= 0, $"no column {name} in {rows[0]}");
        return [.. rows.Skip(1).Select(row => Cells(row)[column])];
    }

    private static List<string> Cells(string row)
    {
        var cells = new List<string> { "" };
        bool quoted = false;
        foreach (char c in row)
        {
            if (c == '"')
            {
                quoted = !quoted;
            }
            else if (c == ',' && !quoted)
            {
                cells.Add("");
            }
            else
            {
                cells[^1] += c;
            }
        }
        return cells;
    }
}
