using CellCluster.Analysis;
using CellCluster.Imaging;
using CellCluster.Pipeline;

namespace CellCluster.TestKit;

/// <summary>A predictor of a few lines: every output is the mean of the input over a square, so that a pixel depends on its neighbourhood only.</summary>
/// <remarks>Stands in for a network where a test is about everything around it. Sums are in integers of 1/1024, so any tiling gives the same bits.</remarks>
public sealed class FakePredictor : IPredictor
{
    private readonly int _radius;

    /// <summary>One output per organelle of the card.</summary>
    public FakePredictor(ModelCard? card = null, int multiple = 16, int radius = 2)
    {
        Card = card ?? FakeModels.Card(Organelle.Nuclei);
        _radius = radius;
        Geometry = new NetworkGeometry(multiple, radius);
    }

    /// <inheritdoc/>
    public PredictorFacts Facts => new(Card, Profile, Geometry, PreferredTilePx) { Memory = new TileMemory(0, 8) };

    /// <summary>Called before every prediction: throws, waits or counts.</summary>
    public Action<IReadOnlyList<TileInput>>? BeforePredict { get; set; }

    /// <summary>The card.</summary>
    public ModelCard Card { get; }

    /// <summary>The profile.</summary>
    public PredictorProfile Profile { get; init; } = new("fake", "1", "any");

    /// <summary>Multiple and receptive radius.</summary>
    public NetworkGeometry Geometry { get; }

    /// <summary>Where the planner starts from, px.</summary>
    public int PreferredTilePx { get; init; } = 128;

    /// <inheritdoc/>
    public IReadOnlyList<TilePrediction> Predict(IReadOnlyList<TileInput> tiles)
    {
        BeforePredict?.Invoke(tiles);
        return [.. tiles.Select(Predict)];
    }

    /// <inheritdoc/>
    public void Dispose()
    {
    }

    private TilePrediction Predict(TileInput tile)
    {
        Plane<float> pixels = tile.Pixels;
        var outputs = new Plane<float>[Card.Outputs.Count];
        for (int c = 0; c < outputs.Length; c++)
        {
            outputs[c] = Mean(pixels, c + 1);
        }
        double[][] sums = [.. tile.EmbeddingRegions.Select(region => Sums(pixels, region))];
        return new TilePrediction(outputs, sums);
    }

    private Plane<float> Mean(Plane<float> pixels, int factor)
    {
        var output = Plane<float>.Rent(pixels.Height, pixels.Width);
        for (int y = 0; y < pixels.Height; y++)
        {
            for (int x = 0; x < pixels.Width; x++)
            {
                long sum = 0;
                int count = 0;
                for (int v = Math.Max(0, y - _radius); v <= Math.Min(pixels.Height - 1, y + _radius); v++)
                {
                    for (int u = Math.Max(0, x - _radius); u <= Math.Min(pixels.Width - 1, x + _radius); u++)
                    {
                        sum += (long)MathF.Round(pixels[v, u] * 1024);
                        count++;
                    }
                }
                output[y, x] = factor * (float)(sum / (1024.0 * count));
            }
        }
        return output;
    }

    private double[] Sums(Plane<float> pixels, PixelRect cells)
    {
        int multiple = Geometry.Multiple;
        double sum = 0;
        for (int y = cells.Y; y < cells.Bottom; y++)
        {
            for (int x = cells.X; x < cells.Right; x++)
            {
                sum += MathF.Round(pixels[y * multiple, x * multiple] * 1024) / 1024;
            }
        }
        return [sum, 2 * sum];
    }
}

/// <summary>Cards for predictors in tests.</summary>
public static class FakeModels
{
    /// <summary>A card with the given outputs, scale 1 and offset 0.</summary>
    public static ModelCard Card(params Organelle[] organelles) => new()
    {
        Name = "fake",
        Version = "1",
        Modality = "dic",
        Outputs = [.. organelles.Select(organelle => new OutputChannel(organelle, 1, 0))],
        Network = new NetworkShape([16, 32, 64, 128, 256], 0),
        Normalisation = new InputNormalisation(IlluminationCorrection.None, 0),
    };
}
