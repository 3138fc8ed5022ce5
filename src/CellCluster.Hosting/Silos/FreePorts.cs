using System.Net;
using System.Net.Sockets;

namespace CellCluster.Hosting;

/// <summary>Free ports of this machine. Another process may take one between the look and the use: then look again.</summary>
internal static class FreePorts
{
    private const int Tries = 5;

    /// <summary>Different free ports.</summary>
    public static int[] Find(int count)
    {
        TcpListener[] held = [.. Enumerable.Range(0, count).Select(_ => new TcpListener(IPAddress.Loopback, 0))];
        try
        {
            // Held together, or the system would give the same port twice.
            return [.. held.Select(listener =>
            {
                listener.Start();
                return ((IPEndPoint)listener.LocalEndpoint).Port;
            })];
        }
        finally
        {
            foreach (TcpListener listener in held)
            {
                listener.Dispose();
            }
        }
    }

    /// <summary>Starts something on ports that it looks for itself, again where somebody took one meanwhile.</summary>
    public static async Task<T> TryAsync<T>(Func<Task<T>> start)
    {
        for (int attempt = 1; ; attempt++)
        {
            try
            {
                return await start();
            }
            catch (Exception error) when (attempt < Tries && IsTaken(error))
            {
                // Another process took a port between our look and our use.
            }
        }
    }

    private static bool IsTaken(Exception error) =>
        error is SocketException { SocketErrorCode: SocketError.AddressAlreadyInUse } || (error.InnerException is { } inner && IsTaken(inner));
}
