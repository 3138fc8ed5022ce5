using CellCluster.Grains.Tests.Cluster;
using CellCluster.Pipeline;
using CellCluster.Plates;
using CellCluster.TestKit;

namespace CellCluster.Grains.Tests.Plates;

/// <summary>A plate of disks on its way through a cluster of tests.</summary>
internal sealed class ClusterPlate : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    /// <summary>Writes the plate's files.</summary>
    /// <param name="wells">Wells.</param>
    /// <param name="fieldsPerWell">Fields of each.</param>
    public ClusterPlate(int wells = 12, int fieldsPerWell = 2)
    {
        Plate = new BlobPlate(_folder.In("plate"), wells, fieldsPerWell, size: 72);
        File.WriteAllText(_folder.In("model"), "stands for weights");
        File.WriteAllText(_folder.In("other-model"), "stands for other weights");
    }

    /// <summary>The plate.</summary>
    public BlobPlate Plate { get; }

    /// <summary>Options that give the same numbers on any cluster.</summary>
    public LabelOptions Options(string output = "out") => new()
    {
        Plate = Plate.Folder,
        Out = _folder.In(output),
        Model = _folder.In("model"),
        Layout = new LayoutOptions { Pattern = BlobPlate.Pattern, PlateId = "P1" },
    };

    /// <summary>A file or folder of this test.</summary>
    public string In(string name) => _folder.In(name);

    /// <summary>What is reproducible of a result: the manifest holds the hashes of every file and table.</summary>
    public string Manifest(string output = "out") => File.ReadAllText(_folder.In($"{output}/manifest.json"));

    /// <summary>Hands the plate to the cluster.</summary>
    public static Task<StartReply> SubmitAsync(TestSilos cluster, LabelOptions options, bool redo = false, string plateId = "P1") =>
        cluster.Grains.GetGrain<IPlateGrain>(plateId).SubmitAsync(new PlateSubmission(plateId, LabelOptionsJson.Write(options), redo, "a test"));

    /// <summary>Where the plate is; the silo that answers may be dying, then another one is asked.</summary>
    public static async Task<PlateStatus> StatusAsync(TestSilos cluster, string plateId = "P1")
    {
        for (int attempt = 1; ; attempt++)
        {
            try
            {
                return await cluster.Grains.GetGrain<IPlateGrain>(plateId).StatusAsync();
            }
            catch (Exception error) when (attempt < 20 && error is OrleansException or TimeoutException or LedgerUnavailableException)
            {
                await Task.Yield(); // the client finds another gateway
            }
        }
    }

    /// <summary>Waits until the plate is in a phase.</summary>
    public static async Task<PlateStatus> UntilAsync(TestSilos cluster, PlatePhase phase, string plateId = "P1")
    {
        PlateStatus? status = null;
        try
        {
            await TestSilos.UntilAsync(async () => (status = await StatusAsync(cluster, plateId)).Phase == phase, $"{plateId} is {phase}", TimeSpan.FromSeconds(120));
        }
        catch (Xunit.Sdk.XunitException)
        {
            Assert.Fail($"plate {plateId} is never {phase}: {status}");
        }
        return status!;
    }

    /// <summary>The manifest of the plate labelled by one silo alone, undisturbed.</summary>
    public async Task<string> AloneAsync()
    {
        await using TestSilos one = await TestSilos.StartAsync([new SiloSpec("alone", SiloRoles.All, "cpu:0")]);
        StartReply reply = await SubmitAsync(one, Options("alone"));
        Assert.Null(reply.Refusal);
        PlateStatus status = await UntilAsync(one, PlatePhase.Finished);
        Assert.Equal("complete", status.Completion);
        return Manifest("alone");
    }

    public void Dispose() => _folder.Dispose();
}
