using CellCluster.Imaging;
using CellCluster.Pipeline;
using CellCluster.Plates;
using CellCluster.TestKit;

namespace CellCluster.Cli.Tests;

/// <summary>Which files compare takes as pairs, what a well is, and what it refuses.</summary>
public sealed class ComparePairingTests : IDisposable
{
    private readonly CliRun _run = new();

    public void Dispose() => _run.Dispose();

    [Fact]
    public async Task Compare_OneFolderWithTwoEndings_PairsEqualNames()
    {
        Plates();
        File.Copy(_run.In("predicted/A01_f01.tif"), _run.In("predicted/A01_f01.png"));

        Assert.Equal(ExitCode.FinishedWithGaps, await _run.RunAsync(Words()));

        CsvTable fields = Table("fields.csv");
        Assert.Equal(["A01_f01.png gap missing-stained", "A01_f01.tif done "], fields.Rows.Select(row => $"{fields.Value(row, "file")} {fields.Value(row, "state")} {fields.Value(row, "gap_code")}"));
    }

    [Fact]
    public async Task Compare_EndingsDiffer_PairsThem()
    {
        Plates();
        File.Move(_run.In("predicted/A01_f01.tif"), _run.In("predicted/A01_f01.tiff"));

        Assert.Equal(ExitCode.Complete, await _run.RunAsync(Words()));
    }

    [Fact]
    public async Task Compare_WellsOfTwoPlates_AreDifferentWells()
    {
        Plates();
        foreach (string folder in (string[])["predicted", "stained"])
        {
            Directory.CreateDirectory(_run.In($"{folder}/P1"));
            Directory.CreateDirectory(_run.In($"{folder}/P2"));
            File.Copy(_run.In($"{folder}/A01_f01.tif"), _run.In($"{folder}/P1/A01_f01.tif"));
            File.Move(_run.In($"{folder}/A01_f01.tif"), _run.In($"{folder}/P2/A01_f01.tif"));
        }

        Assert.Equal(ExitCode.Complete, await _run.RunAsync(Words()));
        Assert.Contains("2 pairs compared, 2 wells.", _run.Output, StringComparison.Ordinal);
        Assert.Contains("wells of one name in 2 plates (by sub-folder) are taken as different wells", _run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("segment.journal")]
    [InlineData("ledger.sqlite")]
    public async Task Compare_FolderOfAnotherRun_IsRefusedAlsoWithForce(string journal)
    {
        Plates();
        Directory.CreateDirectory(_run.In("out"));
        File.WriteAllText(_run.In($"out/{journal}"), "");
        File.WriteAllText(_run.In("out/objects.csv"), "mine");

        Assert.Equal(ExitCode.OutputUnusable, await _run.RunAsync(Words("--force")));
        Assert.Contains($"results of another command ({journal})", _run.Error, StringComparison.Ordinal);
        Assert.Equal("mine", File.ReadAllText(_run.In("out/objects.csv")));
    }

    [Fact]
    public async Task Compare_LabelsOfAnotherSize_AreWrongSizeAndUnreadableOnesUnreadable()
    {
        Plates(wells: 3);
        Directory.CreateDirectory(_run.In("labels"));
        Labels("A01_f01.tif", 200);
        Labels("A02_f01.tif", 100);
        File.WriteAllText(_run.In("labels/A03_f01.tif"), "no image");

        Assert.Equal(ExitCode.FinishedWithGaps, await _run.RunAsync(Words("--stained-labels", _run.In("labels"))));

        CsvTable fields = Table("fields.csv");
        Assert.Equal(["", "wrong-size", "unreadable"], fields.Rows.Select(row => fields.Value(row, "gap_code")));
        Assert.NotEqual("", fields.Value(fields.Rows[0], "background_strength_stained"));
    }

    [Fact]
    public async Task Compare_FirstFloatStainIsDark_NormalisesOverAll()
    {
        BlobPlate plate = Plates(wells: 3);
        int i = 0;
        foreach (FieldKey key in plate.Keys)
        {
            using Plane<float> stain = new(200, 200);
            for (int p = 0; i > 0 && p < stain.PixelCount; p++)
            {
                stain.Buffer[p] = p % 1000; // 0..999, each level as often
            }
            stain.Buffer[1] = i == 2 ? 1e9f : 0; // one wild pixel must not swallow the resolution
            ImageFile.WriteTiff(Path.Combine(_run.In("stained"), Path.GetFileName(plate.PathOf(key))), stain);
            i++;
        }

        await _run.RunAsync(Words("--stain", "normalised"));

        // A third of all pixels is 0: so is the 5th percentile. The 99.9th is 0.001 * 3 / 2 * 1000 levels below the top.
        Assert.Matches(@"grey level -?[0-3](\.[0-9]+)? \(5th percentile\) becomes 0, 99[5-9](\.[0-9]+)? \(99\.9th percentile\) becomes 1; pixels far beyond them, counted as the nearest level: 1", _run.Error);
    }

    [Fact]
    public void Work_FolderGoesAwayMeanwhile_ThrowsWhatWasThrown()
    {
        Plates(wells: 2);
        var options = new CompareOptions { Predicted = _run.In("predicted"), Stained = _run.In("stained"), Out = _run.In("out"), Organelle = Analysis.Organelle.Nuclei };
        PairListing listing = PairListing.Of(options);
        var reading = new PlaneReading(options);
        var run = new CompareRun(new PairComparer(options, reading, StainScale.Of(options with { Stain = StainUnit.Raw }, listing, reading, default)), []);
        Directory.Delete(_run.In("predicted"), recursive: true);

        Assert.Throws<ImageFolderUnreachableException>(() => run.Work(listing.Pairs, 2, new MemoryStream(), (_, _, _) => { }, default));
    }

    private BlobPlate Plates(int wells = 1)
    {
        _ = new BlobPlate(_run.In("predicted"), wells, 1);
        return new BlobPlate(_run.In("stained"), wells, 1);
    }

    private void Labels(string name, int size)
    {
        using Plane<uint> labels = new(size, size);
        for (int y = 20; y < 40; y++)
        {
            labels.Row(y).Slice(20, 20).Fill(1);
        }
        ImageFile.WriteTiff(_run.In($"labels/{name}"), labels);
    }

    private string[] Words(params string[] more) => ["compare", _run.In("predicted"), _run.In("stained"), "--out", _run.In("out"), .. more];

    private CsvTable Table(string name) => CsvTable.Read(_run.In($"out/{name}"));
}
