using CellCluster.Ledger;
using CellCluster.TestKit;
using Microsoft.Data.Sqlite;

namespace CellCluster.Bench;

/// <summary>When the fields of a run were settled, from its ledger.</summary>
internal static class SettledTimes
{
    /// <summary>Of an embedded run.</summary>
    public static List<DateTimeOffset> OfFolder(string output)
    {
        using var connection = new SqliteConnection($"Data Source={Path.Combine(output, "ledger.sqlite")};Mode=ReadOnly;Pooling=false");
        connection.Open();
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = "SELECT settled_at FROM outcomes";
        using SqliteDataReader rows = command.ExecuteReader();
        var times = new List<DateTimeOffset>();
        while (rows.Read())
        {
            times.Add(DateTimeOffset.Parse(rows.GetString(0)));
        }
        return times;
    }

    /// <summary>Of a cluster whose database holds one plate.</summary>
    public static async Task<List<DateTimeOffset>> OfDatabaseAsync(PostgresServer server, ClusterAddress address)
    {
        string rows = await server.RunSqlAsync($"SELECT extract(epoch FROM settled_at) FROM {address.Schema}.outcomes", address.Database);
        return [.. rows.Split('\n').Select(row => DateTimeOffset.UnixEpoch.AddSeconds(double.Parse(row)))];
    }

    /// <summary>Fields per second after the first <paramref name="skipped"/> of them.</summary>
    public static double Rate(List<DateTimeOffset> times, int skipped)
    {
        times.Sort();
        return (times.Count - skipped) / (times[^1] - times[skipped - 1]).TotalSeconds;
    }
}
