using System.Diagnostics;
using CellCluster.Pipeline;

namespace CellCluster.Hosting.Tests;

/// <summary>A process that holds a device until it is killed.</summary>
internal static class DeviceChild
{
    public const string Verb = "device-child";

    // device, identity, folder of the lock
    public static int Run(string[] arguments)
    {
        using DeviceLock held = DeviceLock.Take(arguments[0], arguments[1], arguments[2]);
        Console.WriteLine("held");
        Console.In.ReadLine();
        return 0;
    }

    /// <summary>Starts it and waits until it holds the device.</summary>
    public static async Task<Process> StartAsync(string device, string identity, string folder)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardInput = true };
        if (Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet")
        {
            start.ArgumentList.Add(typeof(DeviceChild).Assembly.Location);
        }
        foreach (string argument in new[] { Verb, device, identity, folder })
        {
            start.ArgumentList.Add(argument);
        }
        Process child = Process.Start(start)!;
        Assert.Equal("held", await child.StandardOutput.ReadLineAsync());
        return child;
    }
}
