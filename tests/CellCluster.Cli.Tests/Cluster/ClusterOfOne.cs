using CellCluster.Analysis;
using CellCluster.Learning;
using CellCluster.Ledger;
using CellCluster.Pipeline;
using CellCluster.TestKit;

namespace CellCluster.Cli.Tests.Cluster;

/// <summary>A cluster of one silo, the built program in a process of its own, over a real PostgreSQL; with a real, tiny network.</summary>
public sealed class ClusterOfOne : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private CliProcess? _silo;

    /// <summary>What a skipped test says; null when the cluster runs.</summary>
    public string? Absent => PostgresServer.Absent;

    /// <summary>The address of its database.</summary>
    public string Address { get; private set; } = "";

    /// <summary>The network's file.</summary>
    public string Model => In("tiny.safetensors");

    public async ValueTask InitializeAsync()
    {
        if (Absent is not null)
        {
            return;
        }
        Address = await (await PostgresServer.SharedAsync()).CreateDatabaseAsync();
        await ClusterDatabase.MigrateAsync(ClusterAddress.Parse(Address), TimeProvider.System, CancellationToken.None);
        var shape = new NetworkShape([16, 32], 0);
        var card = new ModelCard
        {
            Name = "tiny",
            Version = "1",
            Modality = "dic",
            Outputs = [new OutputChannel(Organelle.Nuclei, 1, 0)],
            Network = shape,
            Normalisation = new InputNormalisation(IlluminationCorrection.None, 0),
        };
        using (var network = new UNet(shape, 1, seed: 7))
        {
            ModelFile.Save(Model, network, card, halfPrecision: false);
        }
        _silo = CliProcess.Start(
            "silo", "--name", "one", "--roles", "plate,image,inference,analysis", "--lanes", "cpu:0", "--silo-port", "0", "--gateway-port", "0", "--advertise", "127.0.0.1", "--cluster", Address);
        if (!await _silo.UntilAsync(() => _silo.Error.Contains("joined cluster", StringComparison.Ordinal)))
        {
            throw new InvalidOperationException($"the silo did not join: {_silo.Error}");
        }
    }

    /// <summary>A place in the cluster's folder.</summary>
    public string In(string name) => _folder.In(name);

    public ValueTask DisposeAsync()
    {
        _silo?.Dispose();
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }
}
