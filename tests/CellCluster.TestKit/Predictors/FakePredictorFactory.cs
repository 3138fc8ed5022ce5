using CellCluster.Pipeline;

namespace CellCluster.TestKit;

/// <summary>Makes <see cref="FakePredictor"/>s for any model path; the model file only has to exist, because its bytes are part of the fingerprint.</summary>
/// <param name="make">Makes one, given the device's name.</param>
public sealed class FakePredictorFactory(Func<string, FakePredictor>? make = null) : IPredictorFactory
{
    private readonly Func<string, FakePredictor> _make = make ?? (_ => new FakePredictor());

    /// <inheritdoc/>
    public IPredictor Create(string modelPath, string device)
    {
        RequireDevice(device);
        return _make(device);
    }

    /// <inheritdoc/>
    public ModelCard ReadCard(string modelPath) => _make("cpu:0").Card;

    /// <summary>Says whether a device is there. Default: every one is.</summary>
    public Func<string, bool> HasDevice { get; init; } = static _ => true;

    /// <summary>Takes a device for this process alone. Default: simulated devices are shared.</summary>
    public Func<string, IDisposable?> Hold { get; init; } = static _ => null;

    /// <inheritdoc/>
    public IDisposable? TakeDevice(string device) => Hold(device);

    /// <inheritdoc/>
    public void RequireDevice(string device)
    {
        if (!HasDevice(device))
        {
            throw new DeviceUnavailableException(device, "there is none");
        }
    }

    /// <inheritdoc/>
    public PredictorProfile ProfileOf(string device) => _make(device).Profile;

    /// <inheritdoc/>
    public PredictorFacts Describe(string modelPath, string device) => _make(device).Facts;
}
