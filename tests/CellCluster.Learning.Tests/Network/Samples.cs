using CellCluster.Analysis;
using CellCluster.Imaging;
using CellCluster.Pipeline;

namespace CellCluster.Learning.Tests;

/// <summary>Small networks, cards and inputs that the tests share.</summary>
internal static class Samples
{
    public static NetworkShape Tiny { get; } = new([16, 32], 0);

    public static NetworkShape Default { get; } = new([16, 32, 64, 128, 256], 0);

    public static ModelCard Card(NetworkShape shape, params Organelle[] organelles) => new()
    {
        Name = "sample",
        Version = "1.0",
        Modality = "dic",
        Outputs = [.. organelles.Select(static (organelle, i) => new OutputChannel(organelle, 1.5f + i, -0.25f))],
        Network = shape,
        Normalisation = new InputNormalisation(IlluminationCorrection.None, 0),
        PixelSizeUm = 0.65,
        Training = new TrainingRecord("made up", "CC0", "none", 3, 100, "by well"),
        Metrics = new SortedDictionary<string, double>(StringComparer.Ordinal) { ["pearson.nuclei"] = 0.875 },
    };

    public static float[] Noise(int count, int seed)
    {
        var random = new Random(seed);
        float[] values = new float[count];
        for (int i = 0; i < count; i++)
        {
            values[i] = (float)((2 * random.NextDouble()) - 1);
        }
        return values;
    }

    public static Plane<float> NoisePlane(int height, int width, int seed) => new(height, width, Noise(height * width, seed));
}

/// <summary>A folder of a test of its own, gone afterwards.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("cellcluster-learning-");

    public string File(string name) => Path.Combine(_folder.FullName, name);

    public IEnumerable<string> Names => _folder.EnumerateFiles().Select(static file => file.Name);

    public void Dispose() => _folder.Delete(recursive: true);
}
