using CellCluster.Pipeline;

namespace CellCluster.Learning;

/// <summary>Makes predictors that compute with libtorch, on <c>cpu</c>, <c>cpu:N</c> or <c>cuda:N</c>.</summary>
public sealed class TorchPredictorFactory : IPredictorFactory
{
    /// <inheritdoc/>
    public IPredictor Create(string modelPath, string device)
    {
        // The device first: its absence is found without reading the weights.
        TorchSharp.torch.Device found = TorchDevice.Find(device);
        (UNet network, ModelCard card) = ModelFile.Load(modelPath);
        return new TorchPredictor(network, card, found);
    }

    /// <inheritdoc/>
    public ModelCard ReadCard(string modelPath) => ModelFile.ReadCard(modelPath);

    /// <inheritdoc/>
    public void RequireDevice(string device) => TorchDevice.Find(device);

    /// <inheritdoc/>
    public IDisposable? TakeDevice(string device) =>
        TorchDevice.Identity(device, Environment.GetEnvironmentVariable("CUDA_VISIBLE_DEVICES")) is { } identity ? DeviceLock.Take(device, identity) : null;

    /// <inheritdoc/>
    public PredictorProfile ProfileOf(string device) => TorchFacts.Profile(TorchDevice.IsCpu(device));

    /// <inheritdoc/>
    public PredictorFacts Describe(string modelPath, string device) => TorchFacts.Of(ModelFile.ReadCard(modelPath), TorchDevice.IsCpu(device));
}
