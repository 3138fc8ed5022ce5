using CellCluster.Imaging;
using CellCluster.Plates.Simulation;

namespace CellCluster.Plates.Tests.Simulation;

public sealed class PlateSimulatorTests : IDisposable
{
    private static readonly SimulationOptions s_options = new()
    {
        HeightPx = 64,
        WidthPx = 80,
        Rows = 2,
        Columns = 2,
        FieldsPerWell = 2,
        PlateId = "T-1",
        Damaged =
        [
            new DamagedField(new WellId(1, 1), new FieldIndex(2), FieldDamage.Missing),
            new DamagedField(new WellId(1, 2), new FieldIndex(1), FieldDamage.Truncated),
            new DamagedField(new WellId(2, 2), new FieldIndex(2), FieldDamage.Blank),
        ],
    };

    private readonly string _folder = Directory.CreateTempSubdirectory("cellcluster-simulator-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Write_WithTruth_GivesTheFilesOfAnImageXpressPlate()
    {
        PlateSimulator.Write(s_options, _folder);
        Assert.Equal(
            ["T-1.HTD", "T-1_B02_s1_w1.TIF", "T-1_B03_s1_w1.TIF", "T-1_B03_s2_w1.TIF", "T-1_C02_s1_w1.TIF", "T-1_C02_s2_w1.TIF", "T-1_C03_s1_w1.TIF", "T-1_C03_s2_w1.TIF"],
            Directory.GetFiles(Path.Combine(_folder, "TimePoint_1")).Select(Path.GetFileName).Order(StringComparer.Ordinal),
            StringComparer.Ordinal);
        Assert.Equal((8 * 4) + 1, Directory.GetFiles(Path.Combine(_folder, "truth")).Length);
        Assert.Equal(["T-1.HTD", "pairs.csv", "wells.csv"], Directory.GetFiles(_folder).Select(Path.GetFileName).Order(StringComparer.Ordinal),
            StringComparer.Ordinal);
        Assert.Empty(Directory.GetFiles(_folder, "*.part", SearchOption.AllDirectories));
    }

    [Fact]
    public void Write_ReadBack_GivesTheSimulatedPixels()
    {
        PlateSimulator.Write(s_options, _folder);
        using SimulatedField field = FieldSimulator.Simulate(s_options, new WellId(2, 1), new FieldIndex(2));
        using Plane<ushort> input = (Plane<ushort>)ImageFile.Read(Path.Combine(_folder, "TimePoint_1", "T-1_C02_s2_w1.TIF"));
        using Plane<uint> labels = (Plane<uint>)ImageFile.Read(Path.Combine(_folder, "truth", "C02_f02_nuclei-labels.tif"));
        using Plane<ushort> nuclei = (Plane<ushort>)ImageFile.Read(Path.Combine(_folder, "truth", "C02_f02_nuclei.tif"));
        Assert.Equal(field.TransmittedLight.Buffer, input.Buffer);
        Assert.Equal(field.NucleusLabels.Buffer, labels.Buffer);
        Assert.Equal(MathF.Round(field.Nuclei[31, 40]), nuclei[31, 40]);
    }

    [Fact]
    public void Write_Pairs_ListEveryUndamagedFieldWithFilesThatExist()
    {
        PlateSimulator.Write(s_options, _folder);
        string[] lines = File.ReadAllLines(Path.Combine(_folder, "pairs.csv"));
        Assert.Equal("input,nuclei,er,golgi,mask,well,experiment", lines[0]);
        Assert.Equal(5, lines.Length - 1);
        foreach (string line in lines[1..])
        {
            string[] cells = line.Split(',');
            Assert.All(cells[..5], path => Assert.True(File.Exists(Path.Combine(_folder, path)), path));
            Assert.Contains(cells[5], cells[0], StringComparison.Ordinal);
            Assert.Equal("T-1", cells[6]);
        }
    }

    [Fact]
    public void Write_DamagedFields_AreDamagedAsAsked()
    {
        PlateSimulator.Write(s_options, _folder);
        string images = Path.Combine(_folder, "TimePoint_1");
        Assert.False(File.Exists(Path.Combine(images, "T-1_B02_s2_w1.TIF")));
        Assert.Throws<ImageFormatException>(() => ImageFile.Read(Path.Combine(images, "T-1_B03_s1_w1.TIF")));
        using Plane<ushort> blank = (Plane<ushort>)ImageFile.Read(Path.Combine(images, "T-1_C03_s2_w1.TIF"));
        Assert.Single(blank.Buffer.Distinct());
    }

    [Fact]
    public void Write_TruthTable_CountsTheLabels()
    {
        PlateSimulator.Write(s_options, _folder);
        foreach (string line in File.ReadAllLines(Path.Combine(_folder, "truth", "fields.csv")).Skip(1))
        {
            string[] cells = line.Split(',');
            using Plane<uint> labels = (Plane<uint>)ImageFile.Read(Path.Combine(_folder, "truth", $"{cells[0]}_f{int.Parse(cells[1]):00}_nuclei-labels.tif"));
            Assert.Equal(int.Parse(cells[2]), labels.Buffer.Where(static id => id != 0).Distinct().Count());
        }
    }

    [Fact]
    public void Write_PlateFile_NamesWellsAndSites()
    {
        PlateSimulator.Write(s_options with { FieldsPerWell = 3 }, _folder);
        string text = File.ReadAllText(Path.Combine(_folder, "T-1.HTD"));
        Assert.StartsWith("\"HTSInfoFile\", Version 1.0\r\n", text, StringComparison.Ordinal);
        Assert.Contains("\"XWells\", 12\r\n\"YWells\", 8\r\n", text, StringComparison.Ordinal);
        Assert.Contains("\"WellsSelection3\", FALSE, TRUE, TRUE, FALSE", text, StringComparison.Ordinal);
        Assert.Contains("\"XSites\", 2\r\n\"YSites\", 2\r\n\"SiteSelection1\", TRUE, TRUE\r\n\"SiteSelection2\", TRUE, FALSE\r\n", text, StringComparison.Ordinal);
        Assert.EndsWith("\"EndFile\"\r\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Write_EightBits_GivesEightBitFiles()
    {
        PlateSimulator.Write(s_options with { BitDepth = 8, WriteTruth = false, Damaged = [] }, _folder);
        using Plane plane = ImageFile.Read(Path.Combine(_folder, "TimePoint_1", "T-1_B02_s1_w1.TIF"));
        Assert.Equal(PixelType.UInt8, plane.PixelType);
        Assert.False(Directory.Exists(Path.Combine(_folder, "truth")));
        Assert.False(File.Exists(Path.Combine(_folder, "pairs.csv")));
    }

    [Fact]
    public void Write_TwoWorkers_GivesTheSameBytesAsOne()
    {
        string other = Path.Combine(_folder, "two");
        string one = Path.Combine(_folder, "one");
        PlateSimulator.Write(s_options, one);
        PlateSimulator.Write(s_options, other, workerCount: 2);
        string[] files = [.. Directory.GetFiles(one, "*", SearchOption.AllDirectories).Select(path => Path.GetRelativePath(one, path))];
        Assert.All(files, file => Assert.Equal(File.ReadAllBytes(Path.Combine(one, file)), File.ReadAllBytes(Path.Combine(other, file))));
    }

    [Fact]
    public void Write_FolderWithAPlate_IsRefused()
    {
        Directory.CreateDirectory(Path.Combine(_folder, "TimePoint_1"));
        IOException thrown = Assert.Throws<IOException>(() => PlateSimulator.Write(s_options, _folder));
        Assert.Contains("holds a plate already", thrown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Write_Cancelled_StopsBeforeTheTables()
    {
        using CancellationTokenSource source = new();
        source.Cancel();
        Assert.ThrowsAny<OperationCanceledException>(() => PlateSimulator.Write(s_options, _folder, cancellationToken: source.Token));
        Assert.False(File.Exists(Path.Combine(_folder, "pairs.csv")));
    }
}
