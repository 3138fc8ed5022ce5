using System.Globalization;

namespace CellCluster.Hosting;

/// <summary>Redis for membership and reminders: <c>redis://[user:password@]host[:port][/database]</c>, <c>rediss://</c> with TLS.</summary>
/// <param name="Host">Name or address.</param>
/// <param name="Port">1..65535. Default 6379.</param>
/// <param name="Database">Number of the database, 0 on. Default 0.</param>
/// <param name="User">Null: the default user.</param>
/// <param name="Password">Null: none; the environment variable <c>REDIS_PASSWORD</c> keeps it out of the process list.</param>
/// <param name="UsesTls">Encrypted.</param>
public sealed record RedisAddress(string Host, int Port, int Database, string? User, string? Password, bool UsesTls)
{
    private const int DefaultPort = 6379;

    /// <summary>The form, for errors and help.</summary>
    public const string Form = "redis://[user:password@]host[:port][/database]";

    /// <summary>Reads an address.</summary>
    /// <param name="text">As above.</param>
    /// <param name="password">Used where the address has none; null: none.</param>
    /// <exception cref="FormatException">It is not of the form; the message repeats no password.</exception>
    public static RedisAddress Parse(string text, string? password = null)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (!Uri.TryCreate(text, UriKind.Absolute, out Uri? uri) || uri.Scheme is not ("redis" or "rediss") || uri.Host.Length == 0 || uri.Query.Length > 0)
        {
            throw new FormatException($"found {Shown(text)}, expected {Form}");
        }
        string path = uri.AbsolutePath.Trim('/');
        int database = 0;
        if (path.Length > 0 && !int.TryParse(path, NumberStyles.None, CultureInfo.InvariantCulture, out database))
        {
            throw new FormatException($"found the database '{path}', expected a number as in redis://host:6379/0");
        }
        string[] user = uri.UserInfo.Split(':', 2);
        return new RedisAddress(
            uri.Host,
            uri.Port > 0 ? uri.Port : DefaultPort,
            database,
            user[0].Length > 0 ? Uri.UnescapeDataString(user[0]) : null,
            user.Length > 1 ? Uri.UnescapeDataString(user[1]) : password,
            uri.Scheme == "rediss");
    }

    /// <summary>Without the password, for logs.</summary>
    public override string ToString() => $"{(UsesTls ? "rediss" : "redis")}://{Host}:{Port}/{Database}";

    /// <summary>Why it cannot be used, in one line; what the client library advises is for programmers.</summary>
    public string Describe(StackExchange.Redis.RedisException fault)
    {
        ArgumentNullException.ThrowIfNull(fault);
        string[] refusals = ["NOAUTH", "WRONGPASS", "NOPERM", "authentication"];
        return Array.Exists(refusals, word => fault.ToString().Contains(word, StringComparison.OrdinalIgnoreCase))
            ? $"Redis at {this} refuses the user or the password; correct them (in the address or in REDIS_PASSWORD)"
            : $"Redis at {this} does not answer; start it, or correct host, port and rediss:// (TLS)";
    }

    // What stands before an @ may be a password.
    private static string Shown(string text) => text.Contains('@', StringComparison.Ordinal) ? $"'…{text[text.LastIndexOf('@')..]}'" : $"'{text}'";
}
