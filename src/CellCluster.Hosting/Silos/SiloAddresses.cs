using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;

namespace CellCluster.Hosting;

/// <summary>The ports and addresses of a silo on this machine: finds free ones, proves that named ones are free.</summary>
internal static class SiloAddresses
{
    /// <summary>Free ports for every port of 0, and the machine's address where none is advertised.</summary>
    public static SiloOptions Resolve(SiloOptions options)
    {
        var held = new List<TcpListener>(); // held together, or the system would give the same port twice
        try
        {
            return options with
            {
                AdvertisedIp = options.AdvertisedIp ?? OfThisMachine(),
                SiloPort = PortOf(options.SiloPort, held),
                GatewayPort = PortOf(options.GatewayPort, held),
                HttpAddress = EndpointOf(options.HttpAddress, held),
                DashboardAddress = EndpointOf(options.DashboardAddress, held),
            };
        }
        finally
        {
            held.ForEach(listener => listener.Dispose());
        }
    }

    /// <summary>Proves that every address can be listened on now.</summary>
    /// <exception cref="SiloRefusedException">One is taken or not this machine's.</exception>
    public static void RequireFree(SiloOptions options)
    {
        IPAddress listening = ListeningOn(options.AdvertisedIp!);
        RequireFree("--silo-port", new IPEndPoint(listening, options.SiloPort));
        RequireFree("--gateway-port", new IPEndPoint(listening, options.GatewayPort));
        if (options.HttpAddress is { } http)
        {
            RequireFree("--http", http);
        }
        if (options.DashboardAddress is { } dashboard)
        {
            RequireFree("--dashboard", dashboard);
        }
    }

    /// <summary>A silo that advertises a loopback address is heard on this machine only, every other one on all addresses: a pod's address may be translated.</summary>
    public static IPAddress ListeningOn(IPAddress advertised) =>
        IPAddress.IsLoopback(advertised) ? advertised
        : advertised.AddressFamily == AddressFamily.InterNetworkV6 ? IPAddress.IPv6Any
        : IPAddress.Any;

    /// <summary>True when a start failed because somebody took a port between our look and our use.</summary>
    public static bool IsPortTaken(Exception error) =>
        error is SocketException { SocketErrorCode: SocketError.AddressAlreadyInUse } || (error.InnerException is { } inner && IsPortTaken(inner));

    private static void RequireFree(string option, IPEndPoint address)
    {
        try
        {
            using var listener = new TcpListener(address);
            listener.Start();
        }
        catch (SocketException error)
        {
            string fault = error.SocketErrorCode switch
            {
                SocketError.AddressAlreadyInUse => "is taken by another process; stop it or choose another port",
                SocketError.AddressNotAvailable => "is no address of this machine; name one that is, or 0.0.0.0",
                SocketError.AccessDenied => "may not be listened on by this user; choose a port above 1023",
                _ => $"cannot be listened on: {error.Message}",
            };
            throw new SiloRefusedException(SiloFault.Address, $"{option}: {address} {fault}", error);
        }
    }

    private static int PortOf(int port, List<TcpListener> held)
    {
        if (port != 0)
        {
            return port;
        }
        var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        held.Add(listener);
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static IPEndPoint? EndpointOf(IPEndPoint? endpoint, List<TcpListener> held) =>
        endpoint is null ? null : new IPEndPoint(endpoint.Address, PortOf(endpoint.Port, held));

    // The same on every start: interfaces in the system's order, the first address of the first one that is up.
    private static IPAddress OfThisMachine() =>
        NetworkInterface.GetAllNetworkInterfaces()
            .Where(network => network.OperationalStatus == OperationalStatus.Up && network.NetworkInterfaceType != NetworkInterfaceType.Loopback)
            .SelectMany(network => network.GetIPProperties().UnicastAddresses)
            .Select(address => address.Address)
            .FirstOrDefault(address => address.AddressFamily == AddressFamily.InterNetwork && !IPAddress.IsLoopback(address))
        ?? IPAddress.Loopback;
}
