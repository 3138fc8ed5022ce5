using System.Net;
using System.Net.Sockets;
using CellCluster.TestKit;

namespace CellCluster.Hosting.Tests;

public class TcpProxyTests
{
    [Fact]
    public async Task Proxy_Open_PassesBothWays()
    {
        using var server = new EchoServer();
        await using var proxy = new TcpProxy(server.Port);
        using Socket client = await ConnectAsync(proxy);

        Assert.Equal(7, await EchoAsync(client, 7));
        Assert.Equal(8, await EchoAsync(client, 8));
    }

    [Fact]
    public async Task Proxy_Cut_DropsConnectionsAndRefusesNewOnesUntilItIsOpen()
    {
        using var server = new EchoServer();
        await using var proxy = new TcpProxy(server.Port);
        using Socket before = await ConnectAsync(proxy);
        Assert.Equal(1, await EchoAsync(before, 1));

        proxy.Set(LinkState.Cut);
        Assert.Null(await EchoAsync(before, 2));
        using Socket meanwhile = await ConnectAsync(proxy);
        Assert.Null(await EchoAsync(meanwhile, 3));
        proxy.Set(LinkState.Open);

        using Socket after = await ConnectAsync(proxy);
        Assert.Equal(4, await EchoAsync(after, 4));
    }

    [Fact]
    public async Task Proxy_Hung_SwallowsAndEndsTheConnectionWhenItIsOpen()
    {
        using var server = new EchoServer();
        await using var proxy = new TcpProxy(server.Port);
        using Socket before = await ConnectAsync(proxy);
        Assert.Equal(1, await EchoAsync(before, 1));

        proxy.Set(LinkState.Hung);
        using Socket meanwhile = await ConnectAsync(proxy);
        Task<int?>[] unanswered = [EchoAsync(before, 2), EchoAsync(meanwhile, 3)];
        proxy.Set(LinkState.Open);

        Assert.Equal([null, null], await Task.WhenAll(unanswered)); // a stream with a hole is no stream
        using Socket after = await ConnectAsync(proxy);
        Assert.Equal(4, await EchoAsync(after, 4));
        Assert.Equal([1, 4], server.Received);
    }

    [Fact]
    public async Task Proxy_ThatTellsPeersByProcess_FindsThisOne()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "there is no /proc here");
        using var server = new EchoServer();
        int? found = null;
        await using var proxy = new TcpProxy(server.Port, peer =>
        {
            found = ProcessPorts.Find(peer.Port, [Environment.ProcessId]);
            return "";
        });
        using Socket client = await ConnectAsync(proxy);

        Assert.Equal(5, await EchoAsync(client, 5));
        Assert.Equal(Environment.ProcessId, found);
        Assert.Null(ProcessPorts.Find(((IPEndPoint)client.LocalEndPoint!).Port, [1]));
    }

    private static async Task<Socket> ConnectAsync(TcpProxy proxy)
    {
        var client = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await client.ConnectAsync(IPAddress.Loopback, proxy.Port);
        return client;
    }

    // Null when the connection ended.
    private static async Task<int?> EchoAsync(Socket client, byte value)
    {
        try
        {
            await client.SendAsync(new[] { value });
            byte[] answer = new byte[1];
            return await client.ReceiveAsync(answer) == 1 ? answer[0] : null;
        }
        catch (SocketException)
        {
            return null;
        }
    }

    private sealed class EchoServer : IDisposable
    {
        private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
        private readonly List<byte> _received = [];

        public EchoServer()
        {
            _listener.Start();
            _ = Task.Run(AcceptAsync);
        }

        public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

        public byte[] Received
        {
            get
            {
                lock (_received)
                {
                    return [.. _received];
                }
            }
        }

        public void Dispose() => _listener.Dispose();

        private async Task AcceptAsync()
        {
            try
            {
                while (true)
                {
                    _ = EchoAsync(await _listener.AcceptSocketAsync());
                }
            }
            catch (Exception error) when (error is SocketException or ObjectDisposedException)
            {
                // The test is over.
            }
        }

        private async Task EchoAsync(Socket client)
        {
            using (client)
            {
                try
                {
                    byte[] one = new byte[1];
                    while (await client.ReceiveAsync(one) == 1)
                    {
                        lock (_received)
                        {
                            _received.Add(one[0]);
                        }
                        await client.SendAsync(one);
                    }
                }
                catch (Exception error) when (error is SocketException or ObjectDisposedException)
                {
                    // The peer went away.
                }
            }
        }
    }
}
