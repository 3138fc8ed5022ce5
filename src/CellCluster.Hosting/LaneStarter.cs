using CellCluster.Pipeline;

namespace CellCluster.Hosting;

/// <summary>Opens lanes of one device kind for one model: <c>cpu:0</c>, <c>cpu:1</c>, … or <c>cuda:0</c>.</summary>
public static class LaneStarter
{
    /// <summary>Starts one more lane.</summary>
    /// <param name="factory">Makes predictors.</param>
    /// <param name="model">The weights file.</param>
    /// <param name="device"><c>cpu</c>: lanes are numbered threads; else the device's own name.</param>
    /// <param name="index">From 0.</param>
    /// <param name="time">Clock.</param>
    public static async Task<(LaneHost Lane, IPredictor Predictor)> StartAsync(IPredictorFactory factory, string model, string device, int index, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(factory);
        string name = device == "cpu" ? $"cpu:{index}" : device;
        var lane = new LaneHost(name, () => factory.Create(model, name), time);
        try
        {
            return (lane, await lane.StartAsync());
        }
        catch
        {
            await lane.DisposeAsync();
            throw;
        }
    }
}
