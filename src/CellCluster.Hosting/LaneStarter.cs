using CellCluster.Pipeline;

namespace CellCluster.Hosting;

/// <summary>Opens lanes of one device kind in an embedded run: <c>cpu:0</c>, <c>cpu:1</c>, … or <c>cuda:0</c>; a lane is named after its device.</summary>
public static class LaneStarter
{
    /// <summary>Starts one more lane.</summary>
    /// <param name="factory">Makes predictors.</param>
    /// <param name="device"><c>cpu</c>: lanes are numbered threads; else the device's own name.</param>
    /// <param name="index">From 0.</param>
    /// <param name="time">Clock.</param>
    /// <exception cref="DeviceUnavailableException">The device is not there.</exception>
    public static async Task<LaneHost> StartAsync(IPredictorFactory factory, string device, int index, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(factory);
        string name = device == "cpu" ? $"cpu:{index}" : device;
        var lane = new LaneHost(name, name, factory, time, LaneOptions.Alone(device.Split(':')[0]));
        try
        {
            await lane.StartAsync();
            return lane;
        }
        catch
        {
            await lane.DisposeAsync();
            throw;
        }
    }
}
