using System.Net;
using CellCluster.Ledger;

namespace CellCluster.Hosting;

/// <summary>Keeps silos apart that share a ledger and look for one another in different places: they would be two clusters that work on the same plates.</summary>
internal static class OneMembership
{
    /// <summary>Where the silo finds the others, for a person.</summary>
    public static string Of(SiloOptions options) => options.Membership?.ToString() ?? "PostgreSQL";

    /// <summary>Refuses a silo while another one lives that has another membership.</summary>
    /// <param name="own">The silo that joins.</param>
    /// <param name="members">Silos that it finds by its own membership: whatever they call it, it is the same.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="SiloRefusedException">One lives; both memberships are named.</exception>
    public static async Task RequireAsync(SiloOptions own, IEnumerable<IPEndPoint> members, CancellationToken cancellation)
    {
        var known = members.Append(PlaceOf(own).Endpoint).ToHashSet();
        foreach (SiloPlace other in await SiloPlaces.ListAsync(own.ClusterAddress, cancellation))
        {
            if (other.Membership != Of(own) && !known.Contains(other.Endpoint) && await LiveSilos.AnswersAsync(other.Endpoint, cancellation))
            {
                throw new SiloRefusedException(
                    SiloFault.Cluster,
                    $"--membership: silo {own.Name} would find the others in {Of(own)}, the living silo {other.Silo} ({other.Endpoint}) of {own.ClusterAddress.Redacted} finds them in {other.Membership}; "
                    + $"silos of one database need one membership: give this one the same, or stop {other.Silo} and all that have its membership first");
            }
        }
    }

    /// <summary>Records where the silo listens and looks.</summary>
    public static Task RecordAsync(SiloOptions own, CancellationToken cancellation) => SiloPlaces.RecordAsync(own.ClusterAddress, PlaceOf(own), cancellation);

    private static SiloPlace PlaceOf(SiloOptions own) => new(own.Name, new IPEndPoint(own.AdvertisedIp!, own.SiloPort), Of(own));
}
