using System.Collections.Concurrent;
using System.Net;

namespace CellCluster.TestKit;

/// <summary>The network between processes of one machine, each behind a <see cref="TcpProxy"/> of its own: it can be split into two sides.</summary>
/// <remarks>On one machine every connection comes from the same address, so a peer is told by the process that holds its end of it.</remarks>
public sealed class SplitNetwork : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, TcpProxy> _proxies = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, int> _processes = new(StringComparer.Ordinal);

    /// <summary>Puts a proxy before a port that is free now.</summary>
    /// <returns>The port to listen on and the port to advertise.</returns>
    public (int Listening, int Advertised) Add(string name)
    {
        int listening = ServerProcess.FreePort();
        return (listening, (_proxies[name] = new TcpProxy(listening, NameOf)).Port);
    }

    /// <summary>Tells whose process it is, before it connects to others or at the latest when it was started.</summary>
    public void Know(string name, int process) => _processes[name] = process;

    /// <summary>Nothing passes between the named ones and the others any more; on either side everything does.</summary>
    public void Split(LinkState between, params string[] side)
    {
        foreach ((string name, TcpProxy proxy) in _proxies)
        {
            proxy.Set(peer => side.Contains(peer) == side.Contains(name) ? LinkState.Open : between);
        }
    }

    /// <summary>Everything passes again.</summary>
    public void Heal()
    {
        foreach (TcpProxy proxy in _proxies.Values)
        {
            proxy.Set(LinkState.Open);
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (TcpProxy proxy in _proxies.Values)
        {
            await proxy.DisposeAsync();
        }
    }

    private string NameOf(IPEndPoint peer) =>
        ProcessPorts.Find(peer.Port, _processes.Values) is { } process ? _processes.First(known => known.Value == process).Key : "";
}
