using System.Net;
using CellCluster.Pipeline;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Dashboard;

namespace CellCluster.Hosting;

/// <summary>What a silo answers over HTTP: <c>/healthz</c>, <c>/readyz</c>, <c>/scale/{kind}</c>, and the dashboard on an address of its own.</summary>
internal static class SiloEndpoints
{
    public static void Listen(KestrelServerOptions kestrel, IPEndPoint? http, IPEndPoint? dashboard)
    {
        kestrel.AddServerHeader = false;
        kestrel.Limits.MaxRequestBodySize = 1 << 16; // nothing here takes a body
        foreach (IPEndPoint? address in (IPEndPoint?[])[http, dashboard])
        {
            if (address is not null)
            {
                kestrel.Listen(address);
            }
        }
    }

    public static void Map(WebApplication app, IPEndPoint? http, IPEndPoint? dashboard)
    {
        // By the port that was connected to, not by the Host header: a service in front of a silo may have another port.
        if (http is not null)
        {
            Branch(app, context => context.Connection.LocalPort == http.Port, endpoints =>
            {
                endpoints.MapGet("/healthz", Health);
                endpoints.MapGet("/readyz", Readiness);
                endpoints.MapGet("/scale/{kind}", ScaleAsync);
            });
        }
        if (dashboard is not null)
        {
            bool isLocal = IPAddress.IsLoopback(dashboard.Address);
            Branch(
                app,
                context => context.Connection.LocalPort == dashboard.Port && (!isLocal || IsLoopbackName(context.Request.Host.Host)),
                endpoints => endpoints.MapOrleansDashboard());
        }
    }

    private static void Branch(WebApplication app, Func<HttpContext, bool> isFor, Action<IEndpointRouteBuilder> map) =>
        app.MapWhen(isFor, branch => branch.UseRouting().UseEndpoints(map));

    // On a loopback address only what names it: another name that leads here is a page of somebody else's.
    private static bool IsLoopbackName(string host) => host == "localhost" || (IPAddress.TryParse(host.Trim('[', ']'), out IPAddress? address) && IPAddress.IsLoopback(address));

    // False only where a restart helps: a database that is away comes back without one.
    private static IResult Health(SiloState state) =>
        state.Failed.IsCompleted ? Results.Text($"{state.Failed.Result.Message}\n", statusCode: StatusCodes.Status503ServiceUnavailable) : Results.Text("alive\n");

    private static IResult Readiness(SiloState state) =>
        state.WhyNotReady is { } reason ? Results.Text($"{reason}\n", statusCode: StatusCodes.Status503ServiceUnavailable) : Results.Text("ready\n");

    private static async Task<IResult> ScaleAsync(string kind, ScaleDemand demand, CancellationToken cancellation)
    {
        if (!ScaleDemand.Kinds.Contains(kind, StringComparer.Ordinal))
        {
            return Results.Text($"no kind of device is called '{kind}'; there are {string.Join(", ", ScaleDemand.Kinds)}\n", statusCode: StatusCodes.Status404NotFound);
        }
        try
        {
            return Results.Json(new { lanesWanted = await demand.LanesWantedAsync(kind, cancellation) });
        }
        catch (LedgerUnavailableException error)
        {
            // Not 0: an autoscaler keeps what it has while it gets no answer.
            return Results.Text($"{error.Message}\n", statusCode: StatusCodes.Status503ServiceUnavailable);
        }
    }
}
