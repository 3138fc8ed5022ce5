using System.Diagnostics;
using CellCluster.Pipeline;
using CellCluster.TestKit;

namespace CellCluster.Hosting.Tests;

public sealed class DeviceLockTests : IDisposable
{
    private const string Device = "cuda:0";
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Lane_OfADeviceThatAnotherProcessHolds_RefusesToStartAndNamesIt()
    {
        using Process child = await DeviceChild.StartAsync(Device, "cuda-0", _folder.Path);
        try
        {
            await using LaneHost refused = Lane();
            DeviceUnavailableException error = await Assert.ThrowsAsync<DeviceUnavailableException>(refused.StartAsync);

            Assert.Equal((Device, LaneHealth.Stopped), (error.Device, refused.Health));
            Assert.StartsWith($"device cuda:0: process {child.Id} uses it", error.Message, StringComparison.Ordinal);
            Assert.DoesNotContain('\n', error.Message);
        }
        finally
        {
            child.Kill(); // no handler runs: the operating system lets go of the device
            await child.WaitForExitAsync(TestContext.Current.CancellationToken);
        }
        await using LaneHost lane = Lane();
        await lane.StartAsync();
        Assert.Equal(LaneHealth.Healthy, lane.Health);
    }

    [Fact]
    public async Task Lane_OfADeviceThatThisProcessHolds_RefusesUntilTheFirstIsStopped()
    {
        LaneHost first = Lane();
        await first.StartAsync();
        await using LaneHost second = Lane();

        DeviceUnavailableException error = await Assert.ThrowsAsync<DeviceUnavailableException>(second.StartAsync);
        await first.DisposeAsync();
        await using LaneHost third = Lane();
        await third.StartAsync();

        Assert.Contains($"process {Environment.ProcessId} uses it", error.Message, StringComparison.Ordinal);
        Assert.Equal(LaneHealth.Healthy, third.Health);
    }

    [Fact]
    public void Lock_InAFolderThatIsNotThere_SaysWhichFile()
    {
        DeviceUnavailableException error = Assert.Throws<DeviceUnavailableException>(() => DeviceLock.Take(Device, "cuda-0", _folder.In("absent")));

        Assert.Contains("cellcluster-cuda-0.lock cannot be made", error.Message, StringComparison.Ordinal);
    }

    private LaneHost Lane() =>
        new(Device, Device, new FakePredictorFactory { Hold = device => DeviceLock.Take(device, "cuda-0", _folder.Path) }, TimeProvider.System);
}
