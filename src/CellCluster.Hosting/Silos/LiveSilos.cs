using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Orleans;
using Orleans.Runtime;

namespace CellCluster.Hosting;

/// <summary>Who is in the cluster, read from the membership table before joining it.</summary>
/// <remarks>
/// A silo that was killed stays in the table until the others declare it dead. So an entry counts as living only where its port answers: whoever
/// restarts a killed silo under its old name does not have to wait.
/// </remarks>
internal static class LiveSilos
{
    private static readonly TimeSpan s_answerLimit = TimeSpan.FromSeconds(2);

    /// <summary>Living silos but the caller's own predecessor at the same address.</summary>
    /// <param name="host">A host that is built and not started.</param>
    /// <param name="own">The silo that is to join.</param>
    /// <param name="cancellation">Gives up.</param>
    public static async Task<IReadOnlyList<MembershipEntry>> ReadAsync(IHost host, SiloOptions own, CancellationToken cancellation)
    {
        // An instance of its own: the silo's is set up once more when it starts.
        Type kind = host.Services.GetRequiredService<IMembershipTable>().GetType();
        var table = (IMembershipTable)ActivatorUtilities.CreateInstance(host.Services, kind);
        try
        {
            await table.InitializeMembershipTableAsync(true, cancellation);
            MembershipTableData data = await table.ReadAllAsync(cancellation);
            MembershipEntry[] listed = [.. data.Members.Select(member => member.Item1).Where(entry => IsListed(entry) && !IsAt(entry, own))];
            bool[] answers = await Task.WhenAll(listed.Select(entry => AnswersAsync(entry.SiloAddress.Endpoint, cancellation)));
            return [.. listed.Where((_, i) => answers[i])];
        }
        finally
        {
            (table as IDisposable)?.Dispose();
        }
    }

    /// <summary>Refuses a name that a living silo has.</summary>
    /// <exception cref="SiloRefusedException">It is taken.</exception>
    public static void RequireFreeName(IReadOnlyList<MembershipEntry> living, SiloOptions own)
    {
        if (living.FirstOrDefault(entry => entry.SiloName == own.Name) is { } namesake)
        {
            throw new SiloRefusedException(
                SiloFault.Cluster,
                $"--name: a silo named {own.Name} lives at {namesake.SiloAddress.Endpoint} in cluster {own.ClusterId} (started {namesake.StartTime:yyyy-MM-dd HH:mm:ss}Z); stop it, or give this one another name");
        }
    }

    /// <summary>Whether somebody listens there.</summary>
    internal static async Task<bool> AnswersAsync(IPEndPoint endpoint, CancellationToken cancellation)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(s_answerLimit);
        try
        {
            using var client = new TcpClient(endpoint.AddressFamily);
            await client.ConnectAsync(endpoint, limit.Token);
            return true;
        }
        catch (Exception error) when (error is SocketException || (error is OperationCanceledException && !cancellation.IsCancellationRequested))
        {
            return false; // nobody listens there any more, or nobody can be reached: the join itself finds a cut network
        }
    }

    private static bool IsListed(MembershipEntry entry) => entry.Status is SiloStatus.Joining or SiloStatus.Active or SiloStatus.ShuttingDown or SiloStatus.Stopping;

    private static bool IsAt(MembershipEntry entry, SiloOptions own) =>
        entry.SiloAddress.Endpoint.Port == own.SiloPort && entry.SiloAddress.Endpoint.Address.Equals(own.AdvertisedIp);
}
