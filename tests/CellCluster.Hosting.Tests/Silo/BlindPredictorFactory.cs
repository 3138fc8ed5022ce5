using CellCluster.Pipeline;

namespace CellCluster.Hosting.Tests;

/// <summary>Has every device of the other one and sees no model: the share that it lies on is not mounted here.</summary>
internal sealed class BlindPredictorFactory(IPredictorFactory devices) : IPredictorFactory
{
    public IPredictor Create(string modelPath, string device) => throw Unseen(modelPath);

    public ModelCard ReadCard(string modelPath) => throw Unseen(modelPath);

    public void RequireDevice(string device) => devices.RequireDevice(device);

    public PredictorProfile ProfileOf(string device) => devices.ProfileOf(device);

    public PredictorFacts Describe(string modelPath, string device) => throw Unseen(modelPath);

    private static ModelFileException Unseen(string modelPath) => new(modelPath, "there is no such file on this machine; mount the share that it lies on");
}
