using System.Text.Json;
using CellCluster.Pipeline;
using CellCluster.Plates;
using CellCluster.TestKit;

namespace CellCluster.Grains.Tests.Cluster;

/// <summary>A plate of disks that is submitted to <see cref="TestSilos"/>, in a folder of its own.</summary>
internal sealed class ClusterPlate : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public ClusterPlate(string id, string device, int wells = 4, int fieldsPerWell = 2, int size = 96, Func<LabelOptions, LabelOptions>? change = null)
    {
        Id = id;
        FieldCount = wells * fieldsPerWell;
        var plate = new BlobPlate(_folder.In("plate"), wells, fieldsPerWell, size);
        File.WriteAllText(_folder.In("model"), "stands for weights");
        var options = new LabelOptions
        {
            Plate = plate.Folder,
            Out = _folder.In("out"),
            Model = _folder.In("model"),
            Device = device,
            Layout = new LayoutOptions { Pattern = BlobPlate.Pattern, PlateId = id },
        };
        Options = change?.Invoke(options) ?? options;
    }

    public string Id { get; }

    public int FieldCount { get; }

    public LabelOptions Options { get; }

    public string Out => _folder.In("out");

    /// <summary>Every field of the manifest as text: state, reason, hashes. Nothing of when or where.</summary>
    public string ManifestFields()
    {
        using JsonDocument manifest = JsonDocument.Parse(File.ReadAllText(Path.Combine(Out, "manifest.json")));
        return manifest.RootElement.GetProperty("fields").GetRawText();
    }

    public async Task SubmitAsync(TestSilos cluster)
    {
        StartReply reply = await cluster.Grains.GetGrain<IPlateGrain>(Id).SubmitAsync(new PlateSubmission(Id, LabelOptionsJson.Write(Options), Redo: false, "test"));
        Assert.Null(reply.Refusal);
    }

    public Task<PlateStatus> StatusAsync(TestSilos cluster) => cluster.Grains.GetGrain<IPlateGrain>(Id).StatusAsync();

    /// <summary>Waits for its end; fails when it is another than complete.</summary>
    public async Task<PlateStatus> CompleteAsync(TestSilos cluster)
    {
        PlateStatus status = await UntilAsync(cluster, status => status.Phase is PlatePhase.Finished or PlatePhase.Stopped or PlatePhase.Refused);
        Assert.Equal("complete", status.Completion ?? $"{status.Phase}: {status.Fault}; {string.Join("; ", status.RecentGaps)}");
        return status;
    }

    public async Task<PlateStatus> UntilAsync(TestSilos cluster, Func<PlateStatus, bool> isSo)
    {
        PlateStatus? status = null;
        await TestSilos.UntilAsync(
            async () =>
            {
                try
                {
                    status = await StatusAsync(cluster);
                    return isSo(status);
                }
                catch (Exception error) when (error is OrleansException or TimeoutException) // its silo has just died
                {
                    return false;
                }
            },
            $"plate {Id}");
        return status!;
    }

    /// <summary>How many attempts each field took that count against it.</summary>
    public async Task<List<int>> AttemptsAsync(TestSilos cluster)
    {
        var attempts = new List<int>();
        await foreach (FieldRecord field in cluster.Ledger.ReadFieldsAsync(Id, CancellationToken.None))
        {
            attempts.Add(field.Attempts);
        }
        return attempts;
    }

    public void Dispose() => _folder.Dispose();
}
