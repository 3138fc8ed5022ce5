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
        int[] free = FreePorts.Find(4);
        return options with
        {
            AdvertisedIp = options.AdvertisedIp ?? OfThisMachine(),
            SiloPort = options.SiloPort > 0 ? options.SiloPort : free[0],
            GatewayPort = options.GatewayPort > 0 ? options.GatewayPort : free[1],
            HttpAddress = WithPort(options.HttpAddress, free[2]),
            DashboardAddress = WithPort(options.DashboardAddress, free[3]),
        };
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

    /// <summary>Whether one of this machine's networks has the address.</summary>
    public static bool IsOfThisMachine(IPAddress address) =>
        IPAddress.IsLoopback(address)
        || NetworkInterface.GetAllNetworkInterfaces().SelectMany(network => network.GetIPProperties().UnicastAddresses).Any(own => own.Address.Equals(address));

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

    private static IPEndPoint? WithPort(IPEndPoint? endpoint, int free) => endpoint is { Port: 0 } ? new IPEndPoint(endpoint.Address, free) : endpoint;

    // The same on every start: interfaces in the system's order, the first address of the first one that is up.
    private static IPAddress OfThisMachine() =>
        NetworkInterface.GetAllNetworkInterfaces()
            .Where(network => network.OperationalStatus == OperationalStatus.Up && network.NetworkInterfaceType != NetworkInterfaceType.Loopback)
            .SelectMany(network => network.GetIPProperties().UnicastAddresses)
            .Select(address => address.Address)
            .FirstOrDefault(address => address.AddressFamily == AddressFamily.InterNetwork && !IPAddress.IsLoopback(address))
        ?? IPAddress.Loopback;
}
