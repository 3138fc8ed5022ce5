using System.Runtime.InteropServices;
using System.Text.Json;
using CellCluster.Grains;
using CellCluster.Hosting;
using CellCluster.Ledger;
using CellCluster.Samples.Subscriber;

// Prints one line for every plate that is complete, once, also over restarts: cellcluster-subscriber CLUSTER CURSOR-FILE
if (args is not [string address, string cursorFile])
{
    Console.Error.WriteLine("usage: cellcluster-subscriber postgres://cellcluster@db/cellcluster CURSOR-FILE      (password: PGPASSWORD)");
    return 3;
}

using var stop = new CancellationTokenSource();
using PosixSignalRegistration interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
using PosixSignalRegistration terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);

try
{
    // 1. Where we were. A subscriber that never ran begins with the first event of the cluster.
    var cursor = new CursorFile(cursorFile);
    long last = cursor.Read();

    // 2. The cluster, by the address of its database.
    await using ClusterClient cluster = await ClusterClient.ConnectAsync(
        new ClusterClientOptions { ClusterAddress = ClusterAddress.Parse(address) }, TimeProvider.System, stop.Token);

    // 3. Every event once, in order. The effect comes first, then the cursor: after a crash in between the event comes again, with the same id.
    var options = new PlateEventOptions { Trouble = error => Console.Error.WriteLine($"events come late: {error.Message.ReplaceLineEndings(" ")}") };
    await using PlateEventSubscription subscription = cluster.Subscribe(last, Handle, options);
    Console.Error.WriteLine($"listening after event {last}");
    await subscription.Completion.WaitAsync(stop.Token);

    Task Handle(PlateEvent next, CancellationToken cancellation)
    {
        if (next.Type == "cellcluster.plate.completed.v1")
        {
            using JsonDocument data = JsonDocument.Parse(next.Data);
            JsonElement plate = data.RootElement;
            Console.WriteLine($"{next.Subject} {plate.GetProperty("state").GetString()} revision {plate.GetProperty("revision")}: {plate.GetProperty("done")} done, {plate.GetProperty("gaps")} gaps");
        }
        cursor.Write(next.Sequence);
        return Task.CompletedTask;
    }
}
catch (OperationCanceledException) when (stop.IsCancellationRequested)
{
    return 0;
}
catch (Exception fault) when (fault is ClusterUnusableException or FormatException or IOException)
{
    Console.Error.WriteLine($"error: {fault.Message}");
    return 1;
}

return 0;

void Stop(PosixSignalContext signal)
{
    signal.Cancel = true; // ends by itself, after the event that is being handled
    stop.Cancel();
}
