using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans.Configuration;
using Orleans.Hosting;
using Orleans.Runtime;

namespace CellCluster.Ledger.Tests;

/// <summary>A silo with nothing but Orleans' ADO.NET providers, impatient enough for a test.</summary>
internal static class OrleansSilo
{
    /// <summary>Of <see cref="LedgerChild"/>: a silo in another process.</summary>
    public const string Task = "silo";

    public static async Task<IHost> StartAsync(ClusterAddress address, string name)
    {
        HostApplicationBuilder builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Logging.ClearProviders();
        builder.UseOrleans(silo => silo
            .UseAdoNetClustering(options => (options.Invariant, options.ConnectionString) = ("Npgsql", address.ConnectionString))
            .UseAdoNetReminderService(options => (options.Invariant, options.ConnectionString) = ("Npgsql", address.ConnectionString))
            .AddAdoNetGrainStorage("store", options => (options.Invariant, options.ConnectionString) = ("Npgsql", address.ConnectionString))
            .AddAdoNetGrainStorage("deleting", options => (options.Invariant, options.ConnectionString, options.DeleteStateOnClear) = ("Npgsql", address.ConnectionString, true))
            .ConfigureEndpoints(IPAddress.Loopback, FreePort(), FreePort())
            .Configure<SiloOptions>(options => options.SiloName = name)
            .Configure<ClusterOptions>(options => (options.ClusterId, options.ServiceId) = ("lab", "cellcluster"))
            .Configure<ReminderOptions>(options => options.MinimumReminderPeriod = TimeSpan.FromSeconds(1))
            .Configure<ClusterMembershipOptions>(options =>
            {
                options.ProbeTimeout = TimeSpan.FromSeconds(1);
                options.NumMissedProbesLimit = 2;
                options.TableRefreshTimeout = TimeSpan.FromSeconds(1);
                options.IAmAliveTablePublishTimeout = TimeSpan.FromSeconds(1);
            }));
        IHost host = builder.Build();
        await host.StartAsync();
        return host;
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}

/// <summary>A grain that is reminded.</summary>
public interface IRemindedGrain : IGrainWithStringKey
{
    /// <summary>Registers the reminder, or changes it: first due after a period, then each period.</summary>
    Task RemindAsync(TimeSpan period);

    /// <summary>Complete when the reminder has fired.</summary>
    [ResponseTimeout("00:01:00")]
    Task WaitForTickAsync();

    /// <summary>Takes the reminder back.</summary>
    Task ForgetAsync();
}

/// <inheritdoc cref="IRemindedGrain"/>
[Orleans.Concurrency.Reentrant]
internal sealed class RemindedGrain : Grain, IRemindedGrain, IRemindable
{
    private readonly TaskCompletionSource _ticked = new();

    public Task RemindAsync(TimeSpan period) => this.RegisterOrUpdateReminder("watch", period, period);

    public Task WaitForTickAsync() => _ticked.Task;

    public async Task ForgetAsync() => await this.UnregisterReminder(await this.GetReminder("watch") ?? throw new InvalidOperationException("there is no reminder"));

    public Task ReceiveReminder(string reminderName, TickStatus status)
    {
        _ticked.TrySetResult();
        return Task.CompletedTask;
    }
}

/// <summary>What is stored.</summary>
[GenerateSerializer]
public sealed class KeptState
{
    /// <summary>Any text.</summary>
    [Id(0)]
    public string Text { get; set; } = "";
}
