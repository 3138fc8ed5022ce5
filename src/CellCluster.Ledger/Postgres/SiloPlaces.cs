using System.Net;

namespace CellCluster.Ledger;

/// <summary>Where a silo listens, and where it finds the other silos.</summary>
/// <param name="Silo">Its name.</param>
/// <param name="Endpoint">Where the other silos reach it.</param>
/// <param name="Membership">The list of members that it uses, as a person names it.</param>
public sealed record SiloPlace(string Silo, IPEndPoint Endpoint, string Membership);

/// <summary>Where the silos of a database listened when they last joined: tells silos apart that share a ledger and do not know one another.</summary>
public static class SiloPlaces
{
    /// <summary>The last silo at each endpoint, by name. It may be gone.</summary>
    /// <exception cref="Pipeline.LedgerUnavailableException">The database cannot be used.</exception>
    public static async Task<IReadOnlyList<SiloPlace>> ListAsync(ClusterAddress address, CancellationToken cancellation)
    {
        List<(string Silo, string Endpoint, string Membership)> rows = [];
        await ClusterDatabase.UseAsync(
            address,
            async connection => rows = await connection.ListAsync(
                "SELECT silo, endpoint, membership FROM (SELECT DISTINCT ON (endpoint) * FROM silos WHERE endpoint IS NOT NULL ORDER BY endpoint, joined_at DESC) AS last ORDER BY silo",
                reader => (reader.GetString(0), reader.GetString(1), reader.GetString(2)),
                cancellation),
            cancellation);
        return [.. rows.Select(row => new SiloPlace(row.Silo, IPEndPoint.Parse(row.Endpoint), row.Membership))];
    }

    /// <summary>Records the place of a silo that has claimed the cluster (<see cref="ClusterDatabase.ClaimClusterAsync"/>).</summary>
    /// <exception cref="Pipeline.LedgerUnavailableException">The database cannot be used.</exception>
    public static Task RecordAsync(ClusterAddress address, SiloPlace place, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(place);
        return ClusterDatabase.UseAsync(
            address,
            connection => connection.RunAsync("UPDATE silos SET endpoint = $2, membership = $3 WHERE silo = $1", cancellation, place.Silo, place.Endpoint.ToString(), place.Membership),
            cancellation);
    }
}
