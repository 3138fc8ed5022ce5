using Npgsql;

namespace CellCluster.Ledger;

/// <summary>Short forms of a command with the parameters $1, $2, … Values must not be null: a null is written as the typed text of a query.</summary>
internal static class PostgresCommands
{
    public static NpgsqlCommand Command(this NpgsqlConnection connection, string sql, params ReadOnlySpan<object> values)
    {
        var command = new NpgsqlCommand(sql, connection);
        foreach (object value in values)
        {
            command.Parameters.Add(Parameter(value));
        }
        return command;
    }

    public static NpgsqlBatchCommand Add(this NpgsqlBatch batch, string sql, params ReadOnlySpan<object> values)
    {
        var command = new NpgsqlBatchCommand(sql);
        foreach (object value in values)
        {
            command.Parameters.Add(Parameter(value));
        }
        batch.BatchCommands.Add(command);
        return command;
    }

    /// <summary>Runs a statement; returns the number of changed rows.</summary>
    public static async Task<int> RunAsync(this NpgsqlConnection connection, string sql, CancellationToken cancellation, params object[] values)
    {
        await using NpgsqlCommand command = connection.Command(sql, values);
        return await command.ExecuteNonQueryAsync(cancellation);
    }

    /// <summary>The first column of the first row; null when there is no row or it is NULL.</summary>
    public static async Task<object?> ScalarAsync(this NpgsqlConnection connection, string sql, CancellationToken cancellation, params object[] values)
    {
        await using NpgsqlCommand command = connection.Command(sql, values);
        return await command.ExecuteScalarAsync(cancellation) is object value and not DBNull ? value : null;
    }

    /// <summary>Every row.</summary>
    public static async Task<List<T>> ListAsync<T>(
        this NpgsqlConnection connection, string sql, Func<NpgsqlDataReader, T> read, CancellationToken cancellation, params object[] values)
    {
        await using NpgsqlCommand command = connection.Command(sql, values);
        await using NpgsqlDataReader reader = await command.ExecuteReaderAsync(cancellation);
        List<T> rows = [];
        while (await reader.ReadAsync(cancellation))
        {
            rows.Add(read(reader));
        }
        return rows;
    }

    /// <summary>Text that PostgreSQL can store: it takes neither NUL nor half a surrogate pair, which a broken file's name in a reason may hold.</summary>
    public static string Storable(string text)
    {
        bool isStorable = !text.Contains('\0');
        for (int i = 0; isStorable && i < text.Length; i++)
        {
            isStorable = !char.IsSurrogate(text[i]) || (i + 1 < text.Length && char.IsSurrogatePair(text[i], text[i + 1]) && ++i > 0);
        }
        return isStorable ? text : System.Text.Encoding.UTF8.GetString(System.Text.Encoding.UTF8.GetBytes(text.Replace('\0', '\uFFFD')));
    }

    private static NpgsqlParameter Parameter(object value) => value switch
    {
        DateTimeOffset time => new NpgsqlParameter<DateTimeOffset> { TypedValue = time.ToUniversalTime() },
        string text => new NpgsqlParameter<string> { TypedValue = Storable(text) },
        _ => new NpgsqlParameter { Value = value },
    };
}
