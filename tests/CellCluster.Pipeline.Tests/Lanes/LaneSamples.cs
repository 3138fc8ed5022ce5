using CellCluster.Imaging;
using CellCluster.TestKit;

namespace CellCluster.Pipeline.Tests.Lanes;

/// <summary>Models and tiles for tests of lanes; a model file is any file, its hash is real.</summary>
internal sealed class LaneSamples : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public ModelReference Model(string name = "model")
    {
        string path = _folder.In(name);
        if (!File.Exists(path)) // a lane may be reading it
        {
            File.WriteAllText(path, $"stands for the weights of {name}");
        }
        return new ModelReference(path, RunFingerprints.OfFile(path));
    }

    public TileWork Work(Plane<float> pixels, ModelReference? model = null, string plate = "P1", PlatePriority priority = PlatePriority.Normal) =>
        new(model ?? Model(), new TileInput(pixels, []), plate, priority);

    public static LaneHost Lane(string device, Func<FakePredictor> make, LaneOptions? options = null, TimeProvider? time = null) =>
        new(device, device, new FakePredictorFactory(_ => make()), time ?? TimeProvider.System, options);

    public void Dispose() => _folder.Dispose();
}
