using System.Net;
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
        if (http is not null)
        {
            RouteGroupBuilder group = app.MapGroup("").RequireHost($"*:{http.Port}");
            group.MapGet("/healthz", () => Results.Text("alive\n"));
        }
        if (dashboard is not null)
        {
            app.MapOrleansDashboard().RequireHost($"*:{dashboard.Port}");
        }
    }
}
