using CellCluster.Pipeline;
using CellCluster.TestKit;

namespace CellCluster.Hosting.Tests;

/// <summary>What all failure tests share: one PostgreSQL of their own, because they restart it, one plate, and what an undisturbed embedded run made of it.
/// They run alone: several processes each, on every core.</summary>
public sealed class FailureGround : IAsyncLifetime
{
    public const int FieldCount = 96;
    private readonly TemporaryFolder _folder = new();
    private PostgresServer? _server;
    private BlobPlate? _plate;

    /// <summary>The server; skips the test where there is none.</summary>
    internal PostgresServer Server
    {
        get
        {
            Assert.SkipWhen(_server is null, PostgresServer.Absent ?? "");
            return _server!;
        }
    }

    internal BlobPlate Plate => _plate!;

    /// <summary>The output folder of the undisturbed run.</summary>
    internal string Undisturbed => _folder.In("undisturbed");

    internal string Model => _folder.In("model");

    public async ValueTask InitializeAsync()
    {
        if (PostgresServer.Absent is not null)
        {
            return;
        }
        _server = await PostgresServer.StartAsync();
        _plate = new BlobPlate(_folder.In("plate"), wellCount: 24, fieldsPerWell: FieldCount / 24, size: 96);
        RunEnd end = await Runs.RunAsync(_folder, _plate, lanes: 2, output: "undisturbed");
        Assert.Null(end.Refusal);
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }
        _folder.Dispose();
    }
}

[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class FailuresRunAlone : ICollectionFixture<FailureGround>
{
    public const string Name = "failures run alone";
}
