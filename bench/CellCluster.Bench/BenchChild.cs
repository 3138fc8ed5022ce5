using System.Diagnostics;
using System.Net;
using System.Runtime.InteropServices;
using CellCluster.Grains;
using CellCluster.Hosting;
using CellCluster.Learning;
using CellCluster.Ledger;
using CellCluster.Pipeline;

namespace CellCluster.Bench;

/// <summary>This program started again: as an embedded run, or as a silo that works until its input ends.</summary>
internal static class BenchChild
{
    public const string EmbeddedVerb = "embedded-child";
    public const string SiloVerb = "silo-child";
    public const string ClusterId = "bench";

    /// <summary>Labels a plate: options, lanes.</summary>
    public static async Task EmbeddedAsync(string[] arguments)
    {
        RunEnd end = await new LabelRun(new TorchPredictorFactory(), TimeProvider.System).RunAsync(
            LabelOptionsJson.Read(arguments[0]), new RunResources(LaneCount: int.Parse(arguments[1])), redo: false, progress: null, CancellationToken.None);
        if (end.Status?.Phase != PlatePhase.Finished)
        {
            throw new InvalidOperationException(end.Refusal ?? end.Status?.Fault);
        }
        Console.WriteLine($"processor seconds {BenchPlate.CpuSeconds():0.000}");
    }

    /// <summary>A silo: name, database, roles, lanes as first-last.</summary>
    public static async Task SiloAsync(string[] arguments)
    {
        int[] lanes = [.. arguments[3].Split('-').Select(int.Parse)];
        var options = new SiloOptions
        {
            Name = arguments[0],
            Roles = SiloRolesText.Parse(arguments[2]),
            Lanes = [.. Enumerable.Range(lanes[0], lanes[1] - lanes[0] + 1).Select(lane => $"cpu:{lane}")],
            ClusterAddress = ClusterAddress.Parse(arguments[1]),
            ClusterId = ClusterId,
            SiloPort = 0,
            GatewayPort = 0,
            AdvertisedIp = IPAddress.Loopback,
        };
        using var signal = new CancellationTokenSource();
        using PosixSignalRegistration registration = PosixSignalRegistration.Create(PosixSignal.SIGTERM, context =>
        {
            context.Cancel = true;
            signal.Cancel();
        });
        _ = Task.Run(() =>
        {
            Console.In.ReadToEnd(); // ends with whoever started it
            signal.Cancel();
        });
        var run = new SiloRun(options, new TorchPredictorFactory(), TimeProvider.System, logging: null, reason => Environment.FailFast(reason.Message));
        await run.RunAsync(_ => Console.WriteLine("ready"), signal.Token);
    }

    public static Process Start(params string[] arguments)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardInput = true };
        if (Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet")
        {
            start.ArgumentList.Add(typeof(BenchChild).Assembly.Location);
        }
        foreach (string argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }
        return Process.Start(start)!;
    }

    /// <summary>Waits for a line that begins so; returns the rest of it.</summary>
    public static async Task<string> LineAsync(Process child, string beginning)
    {
        while (await child.StandardOutput.ReadLineAsync() is { } line)
        {
            if (line.StartsWith(beginning, StringComparison.Ordinal))
            {
                return line[beginning.Length..];
            }
        }
        throw new InvalidOperationException($"a process ended before it wrote '{beginning}'");
    }

    public static async Task EndAsync(params Process[] silos)
    {
        foreach (Process silo in silos)
        {
            silo.StandardInput.Close();
        }
        await Task.WhenAll(silos.Select(silo => silo.WaitForExitAsync()));
    }
}
