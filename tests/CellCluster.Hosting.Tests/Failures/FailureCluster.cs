using System.Collections.Concurrent;
using System.Diagnostics;
using CellCluster.Grains;
using CellCluster.Ledger;
using CellCluster.Pipeline;
using CellCluster.Plates;
using CellCluster.TestKit;

namespace CellCluster.Hosting.Tests;

/// <summary>Silos in processes of their own over one database, a client, and the plate they work on.</summary>
internal sealed class FailureCluster : IAsyncDisposable
{
    public const string PlateId = "P1";
    private readonly FailureGround _ground;
    private readonly TemporaryFolder _folder = new();
    private readonly ConcurrentDictionary<string, SiloChild> _silos = new(StringComparer.Ordinal);
    private readonly string _database;
    private readonly ConcurrentQueue<PlateEvent> _heard = new();
    private ClusterClient? _client;
    private PlateEventSubscription? _subscription;

    private FailureCluster(FailureGround ground, string database, PostgresLedger ledger) => (_ground, _database, Ledger) = (ground, database, ledger);

    /// <summary>The ledger, read beside the silos.</summary>
    public PostgresLedger Ledger { get; }

    public ClusterClient Client => _client!;

    /// <summary>While this file is there, every tile waits on its lane.</summary>
    public string Hold => _folder.In("hold");

    public string Out => _folder.In("out");

    /// <summary>Silos advertise a proxy each when it is set before they start.</summary>
    public SplitNetwork? Network { get; init; }

    public IEnumerable<string> Names => _silos.Keys.Order(StringComparer.Ordinal);

    public LabelOptions Options => new()
    {
        Plate = _ground.Plate.Folder,
        Out = Out,
        Model = _ground.Model,
        Layout = new LayoutOptions { Pattern = BlobPlate.Pattern, PlateId = PlateId },
    };

    public static async Task<FailureCluster> StartAsync(FailureGround ground, SplitNetwork? network = null)
    {
        string database = await ground.Server.CreateDatabaseAsync();
        ClusterAddress address = ClusterAddress.Parse(database);
        await ClusterDatabase.MigrateAsync(address, TimeProvider.System, TestContext.Current.CancellationToken);
        return new FailureCluster(ground, database, await PostgresLedger.OpenAsync(address, TimeProvider.System, TestContext.Current.CancellationToken)) { Network = network };
    }

    public SiloChild this[string name] => _silos[name];

    /// <summary>Starts a silo and waits until it has joined.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="roles">Its roles; image and inference need lanes.</param>
    /// <param name="lanes">Its devices; empty: none.</param>
    /// <param name="words">Further words of <see cref="SiloChildProgram"/>.</param>
    public async Task<SiloChild> AddAsync(string name, string roles, string lanes, params string[] words)
    {
        List<string> all = [$"name={name}", $"roles={roles}", $"cluster={_database}", $"hold={Hold}", "quick=true", .. words];
        if (lanes.Length > 0)
        {
            all.Add($"lanes={lanes}");
        }
        if (Network is not null)
        {
            (int listening, int advertised) = Network.Add(name);
            all.AddRange([$"silo-port={listening}", $"advertise-port={advertised}"]);
        }
        SiloChild child = SiloChild.Start([.. all]);
        Network?.Know(name, child.Id); // before it speaks with anybody: a runtime takes longer to start
        await child.JoinedAsync();
        _silos[name] = child;
        return child;
    }

    public async Task KillAsync(string name)
    {
        await _silos[name].KillAsync();
        _silos.TryRemove(name, out _);
    }

    /// <summary>Connects the client and hears events from now on.</summary>
    public async Task ConnectAsync()
    {
        _client = await AnotherClientAsync();
        _subscription = _client.Subscribe(
            after: 0,
            (one, _) =>
            {
                _heard.Enqueue(one);
                return Task.CompletedTask;
            },
            new PlateEventOptions { PollEvery = TimeSpan.FromSeconds(1), RetryAfter = TimeSpan.FromMilliseconds(200) });
    }

    public Task<ClusterClient> AnotherClientAsync() => ClusterClient.ConnectAsync(
        new ClusterClientOptions { ClusterAddress = ClusterAddress.Parse(_database), ClusterId = "test", AnswerLimit = TimeSpan.FromMinutes(2) },
        TimeProvider.System,
        TestContext.Current.CancellationToken);

    public Task<StartReply> SubmitAsync(ClusterClient? by = null) => (by ?? Client).AskAsync(
        grains => grains.GetGrain<IPlateGrain>(PlateId).SubmitAsync(new PlateSubmission(PlateId, LabelOptionsJson.Write(Options), false, "test")),
        TestContext.Current.CancellationToken);

    public Task<PlateStatus> StatusAsync() =>
        Client.AskAsync(grains => grains.GetGrain<IPlateGrain>(PlateId).StatusAsync(), TestContext.Current.CancellationToken);

    /// <summary>The silo that holds the plate.</summary>
    public async Task<string> HolderAsync()
    {
        string silo = "";
        await UntilAsync(async () => (silo = (await StatusAsync()).Silo).Length > 0, "a silo holds the plate");
        return silo;
    }

    /// <summary>Waits until so many fields are settled, then makes every tile wait.</summary>
    public async Task HoldAtAsync(int settled)
    {
        await SettledAsync(settled);
        await File.WriteAllTextAsync(Hold, "");
    }

    public void Release() => File.Delete(Hold);

    public Task SettledAsync(int count) => UntilAsync(
        async () => await Ledger.FindPlateAsync(PlateId, CancellationToken.None) is not null && (await Ledger.CountFieldsAsync(PlateId, CancellationToken.None)).Settled >= count,
        $"{count} fields are settled");

    public async Task<PlateRecord> CompleteAsync()
    {
        PlateRecord? record = null;
        await UntilAsync(
            async () => (record = await Ledger.FindPlateAsync(PlateId, CancellationToken.None)) is { State: not PlateState.Running },
            "the plate is complete");
        return record!;
    }

    /// <summary>The plate is complete with the content of the undisturbed run; one event was written and heard; no field was settled twice.</summary>
    public async Task AssertWholeAsync()
    {
        PlateRecord record = await CompleteAsync();
        Assert.Equal(PlateState.Complete, record.State);
        foreach (string file in (string[])["manifest.json", "metrics.csv"])
        {
            Assert.Equal(await File.ReadAllTextAsync(Path.Combine(_ground.Undisturbed, file)), await File.ReadAllTextAsync(Path.Combine(Out, file)));
        }
        await UntilAsync(() => Task.FromResult(!Directory.EnumerateFiles(Out, "*.tmp", SearchOption.AllDirectories).Any()), "no temporary file is left");
        OutboxEvent written = Assert.Single(await Ledger.ReadOutboxAsync(0, 100, CancellationToken.None));
        await UntilAsync(() => Task.FromResult(!_heard.IsEmpty), "the event is heard");
        Assert.Equal([written.Id], _heard.Select(one => one.Id));
        Assert.Equal($"{FailureGround.FieldCount}", await SqlAsync("SELECT count(*) FROM attempts WHERE state = 'settled'"));
        Assert.Equal("0", await SqlAsync("SELECT count(*) FROM (SELECT field_key FROM attempts WHERE state = 'settled' GROUP BY field_key HAVING count(*) > 1) AS twice"));
        Assert.Equal("0", await SqlAsync("SELECT count(*) FROM attempts WHERE state = 'open'"));
    }

    /// <summary>Ends every silo by a signal; each leaves in time.</summary>
    public async Task LeaveAsync()
    {
        int[] codes = await Task.WhenAll(_silos.Values.Select(silo => silo.TerminateAsync()));
        Assert.All(codes, code => Assert.Equal(0, code));
    }

    /// <summary>Attempts that count against their fields: at least and at most so many. A field is claimed before it is handed out, so a holder that dies
    /// may cost an attempt for every slot of the cluster: the fields in its own slots, and those whose assignment it had not sent yet.</summary>
    public async Task AssertCountedAsync(int least, int most)
    {
        int counted = int.Parse(await SqlAsync("SELECT count(*) FROM attempts WHERE state IN ('failed', 'lost')"));
        if (counted < least || counted > most)
        {
            string attempts = await SqlAsync("SELECT field_key, attempt, state, epoch, reason, opened_at, closed_at FROM attempts WHERE state <> 'settled' ORDER BY closed_at");
            Assert.Fail($"{counted} attempts count, expected {least} to {most}:\n{attempts}\n{await DescribeAsync()}");
        }
    }

    public Task<string> SqlAsync(string sql)
    {
        ClusterAddress address = ClusterAddress.Parse(_database);
        return _ground.Server.RunSqlAsync($"SET search_path TO {address.Schema}; {sql}", address.Database);
    }

    public Task UntilAsync(Func<Task<bool>> isSo, string what) => Until.TrueAsync(isSo, what, DescribeAsync);

    public async ValueTask DisposeAsync()
    {
        if (_subscription is not null)
        {
            await _subscription.DisposeAsync();
        }
        foreach (SiloChild silo in _silos.Values)
        {
            await silo.DisposeAsync();
        }
        if (_client is not null)
        {
            await _client.DisposeAsync();
        }
        await Ledger.DisposeAsync();
        if (Network is not null)
        {
            await Network.DisposeAsync();
        }
        _folder.Dispose();
    }

    private async Task<string> DescribeAsync()
    {
        string plate = "unknown";
        try
        {
            plate = (await StatusAsync().WaitAsync(TimeSpan.FromSeconds(10))).ToString();
        }
        catch (Exception error) // only for the message of a test that fails already
        {
            plate = error.Message;
        }
        return $"status: {plate}; attempts: {await SqlAsync("SELECT state, count(*) FROM attempts GROUP BY state")}\n"
            + string.Join('\n', _silos.Select(silo => $"--- {silo.Key}\n{string.Join('\n', silo.Value.Output.Split('\n').Where(line => !line.StartsWith(' ')))}"));
    }
}
