using CellCluster.Grains;
using CellCluster.Pipeline;
using CellCluster.TestKit;
using Microsoft.Extensions.DependencyInjection;

namespace CellCluster.Hosting.Tests;

/// <summary>A silo that is told to leave in the middle of a plate costs the plate nothing.</summary>
public class SiloDrainTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Silo_ToldToLeaveWithAPlateInWork_FinishesItsFieldsAndThePlateGoesOnElsewhere(bool holdsThePlate)
    {
        using var folder = new TemporaryFolder();
        string hold = folder.In("hold");
        await using DrainScene scene = await DrainScene.StartAsync(folder, hold, drainSeconds: 60, holdsThePlate);

        scene.First.Terminate();
        await scene.First.LogLineAsync("silo first drains");
        File.Delete(hold);
        int code = await scene.First.ExitAsync();
        PlateStatus end = await scene.EndAsync();

        Assert.Equal(0, code);
        Assert.Equal(("complete", scene.Plate.Keys.Count, 0), (end.Completion, end.DoneCount, end.GapCount));
        Assert.Equal(holdsThePlate ? "second" : "keeper", end.Silo);
        Assert.All(await scene.FieldsAsync(), field => Assert.Equal((1, 0), (field.Attempts, field.LostAttempts)));
    }

    [Fact]
    public async Task Silo_WhoseDeviceHangs_HandsItsFieldsBackUncountedAndIsEndedAtItsLimit()
    {
        using var folder = new TemporaryFolder();
        string hold = folder.In("hold");
        await using DrainScene scene = await DrainScene.StartAsync(folder, hold, drainSeconds: 4, holdsThePlate: false);

        scene.First.Terminate();
        int code = await scene.First.ExitAsync();
        PlateStatus end = await scene.EndAsync();

        Assert.Equal(SiloChildProgram.CodeOf(SiloFault.DrainOverran), code);
        Assert.Equal(("complete", scene.Plate.Keys.Count, 0), (end.Completion, end.DoneCount, end.GapCount));
        Assert.All(await scene.FieldsAsync(), field => Assert.Equal(0, field.LostAttempts));
    }

    /// <summary>A plate at work on the lane of one silo, a second silo ready to take it up, and a third in this process that asks, and holds the plate unless the first does.</summary>
    private sealed class DrainScene : IAsyncDisposable
    {
        private static readonly TimeSpan s_lookEvery = TimeSpan.FromMilliseconds(100);
        private static readonly TimeSpan s_longest = TimeSpan.FromMinutes(2);

        private DrainScene(BlobPlate plate, ClusterSilo keeper, SiloChild first, SiloChild second) => (Plate, Keeper, First, Second) = (plate, keeper, first, second);

        public BlobPlate Plate { get; }

        public ClusterSilo Keeper { get; }

        public SiloChild First { get; }

        public SiloChild Second { get; }

        private IPlateGrain Grain => Keeper.Grains.GetGrain<IPlateGrain>("P1");

        public static async Task<DrainScene> StartAsync(TemporaryFolder folder, string hold, int drainSeconds, bool holdsThePlate)
        {
            string database = await Silos.DatabaseAsync();
            var plate = new BlobPlate(folder.In("plate"), wellCount: 3, fieldsPerWell: 2);
            await File.WriteAllTextAsync(hold, "");
            string roles = holdsThePlate ? "roles=plate,image,inference" : "roles=image,inference";
            ClusterSilo keeper = await Silos.StartAsync(Silos.Options(database, "keeper", holdsThePlate ? SiloRoles.Analysis : SiloRoles.Plate | SiloRoles.Analysis));
            SiloChild first = await SiloChild.StartAsync("name=first", roles, "lanes=cpu:0", $"cluster={database}", $"hold={hold}", $"drain-seconds={drainSeconds}");
            IPlateGrain grain = keeper.Grains.GetGrain<IPlateGrain>("P1");
            StartReply reply = await grain.SubmitAsync(new PlateSubmission("P1", LabelOptionsJson.Write(Runs.Options(folder, plate)), Redo: false, "test"));
            Assert.Null(reply.Refusal);
            await first.LineAsync("held");
            SiloChild second = await SiloChild.StartAsync("name=second", roles, "lanes=cpu:0", $"cluster={database}");
            return new DrainScene(plate, keeper, first, second);
        }

        /// <summary>Waits for the end of the plate.</summary>
        public async Task<PlateStatus> EndAsync()
        {
            PlateStatus? status = null;
            for (long start = TimeProvider.System.GetTimestamp(); TimeProvider.System.GetElapsedTime(start) < s_longest;)
            {
                try
                {
                    status = await Grain.StatusAsync();
                }
                catch (OrleansException) // moving
                {
                }
                if (status is { Phase: PlatePhase.Finished or PlatePhase.Refused } or { Phase: PlatePhase.Stopped, Fault: not null })
                {
                    return status;
                }
                await Task.Delay(s_lookEvery, TestContext.Current.CancellationToken);
            }
            throw new InvalidOperationException($"no end after {s_longest}: {status}\n{First.Output}\n{Second.Output}");
        }

        public async Task<IReadOnlyList<FieldRecord>> FieldsAsync()
        {
            var fields = new List<FieldRecord>();
            await foreach (FieldRecord field in Keeper.Services.GetRequiredService<ILedger>().ReadFieldsAsync("P1", TestContext.Current.CancellationToken))
            {
                fields.Add(field);
            }
            return fields;
        }

        public async ValueTask DisposeAsync()
        {
            await First.DisposeAsync();
            await Second.DisposeAsync();
            await Keeper.DisposeAsync();
        }
    }
}
