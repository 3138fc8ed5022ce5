using CellCluster.Analysis;
using CellCluster.Imaging;
using CellCluster.TestKit;

namespace CellCluster.Pipeline.Tests.ImageSets;

/// <summary>A temporary folder of drawn images and what runs over it write.</summary>
internal sealed class ImageSetFolder : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public ImageSetFolder() => Directory.CreateDirectory(In("images"));

    public void Dispose() => _folder.Dispose();

    public string In(string name) => _folder.In(name);

    /// <summary>Disks of one height over a background of 200, with noise of 10.</summary>
    public void Write(string name, int diskCount, int rise)
    {
        using var plane = new Plane<ushort>(160, 160);
        var random = new Random(diskCount + rise);
        for (int y = 0; y < 160; y++)
        {
            for (int x = 0; x < 160; x++)
            {
                (int cell, int dy, int dx) = ((4 * (y / 40)) + (x / 40), (y % 40) - 20, (x % 40) - 20);
                bool isDisk = cell < diskCount && (dy * dy) + (dx * dx) <= 81;
                plane[y, x] = (ushort)(200 + (isDisk ? rise : 0) + random.Next(-10, 11));
            }
        }
        ImageFile.WriteTiff(In($"images/{name}"), plane);
    }

    /// <summary>Two images of 160x160 as one plane: its histogram over its own range is the merged one.</summary>
    public Plane<float> Stacked(string first, string second)
    {
        var both = new Plane<float>(320, 160);
        foreach ((string name, int i) in ((string[])[first, second]).Select((name, i) => (name, i)))
        {
            using Plane<float> one = ((Plane<ushort>)ImageFile.Read(In($"images/{name}"))).ToFloat();
            one.Pixels.CopyTo(both.Pixels[(i * 160 * 160)..]);
        }
        return both;
    }

    public ImageSetEnd Run(
        Func<ImageSetOptions, ImageSetOptions>? with = null, int workers = 2, Action<ImageSetProgress>? progress = null, CancellationToken drain = default)
    {
        var options = new ImageSetOptions { Folder = In("images"), Out = In("out"), Organelle = Organelle.Nuclei };
        return new ImageSetRun(with?.Invoke(options) ?? options).Run(workers, redo: false, progress, drain);
    }

    public string[] Column(string column, string folder = "out", string table = "images.csv")
    {
        string[][] rows = [.. File.ReadAllLines(In($"{folder}/{table}")).Select(line => line.Split(','))];
        return [.. rows[1..].Select(row => row[Array.IndexOf(rows[0], column)])];
    }

    /// <summary>All files but the journal, which is in the order of completion.</summary>
    public void AssertSameFiles(string expected, string actual)
    {
        string[] names = Names(expected);
        Assert.Equal(names, Names(actual));
        Assert.All(names, name => Assert.Equal(File.ReadAllBytes(In($"{expected}/{name}")), File.ReadAllBytes(In($"{actual}/{name}"))));
    }

    private string[] Names(string folder) =>
        [.. Directory.EnumerateFiles(In(folder), "*", SearchOption.AllDirectories).Select(path => Path.GetRelativePath(In(folder), path)).Where(name => name != ImageJournal.FileName).Order(StringComparer.Ordinal)];
}
