using CellCluster.Pipeline;

namespace CellCluster.TestKit;

/// <summary>Makes <see cref="FakePredictor"/>s for any model path; the model file only has to exist, because its bytes are part of the fingerprint.</summary>
/// <param name="make">Makes one, given the device's name.</param>
public sealed class FakePredictorFactory(Func<string, FakePredictor>? make = null) : IPredictorFactory
{
    private readonly Func<string, FakePredictor> _make = make ?? (_ => new FakePredictor());

    /// <inheritdoc/>
    public IPredictor Create(string modelPath, string device) => _make(device);

    /// <inheritdoc/>
    public ModelCard ReadCard(string modelPath) => _make("cpu:0").Card;
}
