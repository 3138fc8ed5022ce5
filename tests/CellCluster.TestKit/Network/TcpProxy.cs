using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace CellCluster.TestKit;

/// <summary>Stands between whoever connects to <see cref="Port"/> and a port of this machine, and can pass, cut or hang each connection.</summary>
/// <remarks>A server advertises the proxy's port and listens on its own, so that every peer comes through here. Changing the state acts on connections
/// that are there too. Bytes that a hung link swallowed are gone: opening it again closes its old connections, because a stream with a hole is no stream.</remarks>
public sealed class TcpProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly ConcurrentDictionary<Link, byte> _links = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly int _targetPort;
    private readonly Func<IPEndPoint, string> _nameOf;
    private readonly Task _accepting;
    private volatile Func<string, LinkState> _rule = _ => LinkState.Open;

    /// <summary>Starts it, open.</summary>
    /// <param name="targetPort">On 127.0.0.1; need not be listened on yet.</param>
    /// <param name="nameOf">Names the peer of a new connection, for the rule; null: all peers are one.</param>
    public TcpProxy(int targetPort, Func<IPEndPoint, string>? nameOf = null)
    {
        (_targetPort, _nameOf) = (targetPort, nameOf ?? (_ => ""));
        _listener.Start();
        Port = ((IPEndPoint)_listener.LocalEndpoint).Port;
        _accepting = Task.Run(AcceptAsync);
    }

    /// <summary>On 127.0.0.1: what the server advertises.</summary>
    public int Port { get; }

    /// <summary>Connections that pass or hang now.</summary>
    public int LinkCount => _links.Count;

    /// <summary>Treats every peer alike.</summary>
    public void Set(LinkState state) => Set(_ => state);

    /// <summary>Treats peers by their names.</summary>
    public void Set(Func<string, LinkState> rule)
    {
        _rule = rule;
        foreach (Link link in _links.Keys)
        {
            LinkState state = rule(link.Peer);
            if (state == LinkState.Cut || (link.IsHung && state == LinkState.Open))
            {
                link.Dispose();
            }
            link.IsHung |= state == LinkState.Hung;
        }
    }

    /// <summary>Drops every connection and listens no more.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _accepting;
        foreach (Link link in _links.Keys)
        {
            link.Dispose();
        }
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            Socket client;
            try
            {
                client = await _listener.AcceptSocketAsync(_stop.Token);
            }
            catch (Exception error) when (error is OperationCanceledException or SocketException or ObjectDisposedException)
            {
                return; // stopped
            }
            _ = ServeAsync(client);
        }
    }

    private async Task ServeAsync(Socket client)
    {
        using var link = new Link(_nameOf((IPEndPoint)client.RemoteEndPoint!), client);
        _links[link] = 0;
        try
        {
            LinkState state = _rule(link.Peer); // after it was listed: a change from here on finds it
            link.IsHung = state == LinkState.Hung;
            if (state == LinkState.Cut)
            {
                return;
            }
            if (!link.IsHung)
            {
                await link.Server.ConnectAsync(IPAddress.Loopback, _targetPort, _stop.Token);
            }
            // A hung link never answers; what the peer sends is read and forgotten.
            await Task.WhenAny(PumpAsync(link, client, link.Server), link.Server.Connected ? PumpAsync(link, link.Server, client) : Task.Delay(Timeout.Infinite, _stop.Token));
        }
        catch (Exception error) when (error is SocketException or ObjectDisposedException or OperationCanceledException)
        {
            // Nobody listens behind it, or it was cut: the peer sees its connection end.
        }
        finally
        {
            _links.TryRemove(link, out _);
        }
    }

    private async Task PumpAsync(Link link, Socket from, Socket to)
    {
        byte[] buffer = new byte[1 << 16];
        try
        {
            while (await from.ReceiveAsync(buffer, _stop.Token) is > 0 and var count)
            {
                for (int sent = 0; !link.IsHung && sent < count;)
                {
                    sent += await to.SendAsync(buffer.AsMemory(sent, count - sent), _stop.Token);
                }
            }
        }
        catch (Exception error) when (error is SocketException or ObjectDisposedException or OperationCanceledException)
        {
            // One side went away, or the link was cut: both sides end.
        }
    }

    private sealed class Link(string peer, Socket client) : IDisposable
    {
        private volatile bool _isHung;

        public string Peer { get; } = peer;

        public Socket Server { get; } = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };

        public bool IsHung
        {
            get => _isHung;
            set => _isHung = value;
        }

        public void Dispose()
        {
            client.Dispose();
            Server.Dispose();
        }
    }
}
