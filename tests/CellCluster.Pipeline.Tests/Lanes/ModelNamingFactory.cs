using CellCluster.TestKit;

namespace CellCluster.Pipeline.Tests.Lanes;

/// <summary>Makes predictors that tell which model file they were made from, and when they are loaded (<c>+name</c>) and unloaded (<c>-name</c>).</summary>
internal sealed class ModelNamingFactory(Action<string, IReadOnlyList<TileInput>> predict, Action<string>? load = null) : IPredictorFactory
{
    public IPredictor Create(string modelPath, string device)
    {
        string name = Path.GetFileName(modelPath);
        load?.Invoke($"+{name}");
        return new Naming(name, predict, load);
    }

    public ModelCard ReadCard(string modelPath) => Describe(modelPath, "cpu").Card;

    public void RequireDevice(string device)
    {
    }

    public PredictorProfile ProfileOf(string device) => Describe("", device).Profile;

    public PredictorFacts Describe(string modelPath, string device) => new FakePredictor().Facts;

    private sealed class Naming(string name, Action<string, IReadOnlyList<TileInput>> predict, Action<string>? load) : IPredictor
    {
        private readonly FakePredictor _inner = new();

        public PredictorFacts Facts => _inner.Facts;

        public IReadOnlyList<TilePrediction> Predict(IReadOnlyList<TileInput> tiles)
        {
            predict(name, tiles);
            return _inner.Predict(tiles);
        }

        public void Dispose() => load?.Invoke($"-{name}");
    }
}
