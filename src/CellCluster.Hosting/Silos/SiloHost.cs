using CellCluster.Grains;
using CellCluster.Pipeline;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans.Dashboard;
using Orleans.Runtime;
using Orleans.Runtime.MembershipService.SiloMetadata;

namespace CellCluster.Hosting;

/// <summary>Builds the host of a silo: the same for an embedded one and for one of many. What differs is <see cref="SiloSetup"/>.</summary>
internal static class SiloHost
{
    /// <summary>A host that is not started.</summary>
    public static IHost Build(SiloSetup setup)
    {
        OpenCvSharp.Cv2.SetNumThreads(1); // lanes and grains are the parallelism; the same bytes for any number of them
        if (setup.Http is null && setup.Dashboard is null)
        {
            HostApplicationBuilder plain = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
            Fill(plain, setup);
            return plain.Build();
        }
        WebApplicationBuilder web = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        web.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => SiloEndpoints.Listen(kestrel, setup.Http, setup.Dashboard));
        web.Services.AddRoutingCore();
        Fill(web, setup);
        WebApplication app = web.Build();
        SiloEndpoints.Map(app, setup.Http, setup.Dashboard);
        return app;
    }

    private static void Fill(IHostApplicationBuilder builder, SiloSetup setup)
    {
        builder.Logging.ClearProviders();
        setup.Logging?.Invoke(builder.Logging);
        IServiceCollection services = builder.Services;
        services.AddSingleton<IHostLifetime, CallerLifetime>();
        services.Configure<HostOptions>(options => options.ShutdownTimeout = setup.StopLimit);
        services.AddSingleton(setup.Time);
        services.AddSingleton(setup.Ledger);
        services.AddSingleton(setup.Lanes);
        setup.Services?.Invoke(services);
        builder.UseOrleans(silo =>
        {
            silo.AddCellClusterGrains(setup.Roles).UseSiloMetadata(SiloContracts.Metadata);
            setup.Membership(silo);
            if (setup.Dashboard is not null)
            {
                silo.AddDashboard();
            }
        });
        services.Replace(ServiceDescriptor.Singleton<IFatalErrorHandler>(new FatalFault(setup.Fatal)));
    }

    // The process belongs to the command line, which decides what a signal means.
    private sealed class CallerLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }

    // Orleans' own handler ends the process with a core dump; ours hands the reason to whoever started the silo.
    private sealed class FatalFault(Action<string>? tell) : IFatalErrorHandler
    {
        public bool IsUnexpected(Exception exception) => exception is not OperationCanceledException;

        public void OnFatalException(object? sender = null, string? context = null, Exception? exception = null) =>
            tell?.Invoke($"{context}{(exception is null ? "" : $": {exception.Message}")}".ReplaceLineEndings(" "));
    }
}
