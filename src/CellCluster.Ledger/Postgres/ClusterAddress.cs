using System.Globalization;
using Npgsql;

namespace CellCluster.Ledger;

/// <summary>Where a cluster keeps its truth: <c>postgres://user:password@host:port/database?schema=cellcluster&amp;sslmode=require</c>.</summary>
/// <remarks>
/// The password may be left out of the address: then it is read from a file (a mounted secret), else from PGPASSWORD. Options after '?':
/// <c>schema</c> (default cellcluster), <c>sslmode</c> (disable, allow, prefer, require, verify-ca, verify-full; default prefer),
/// <c>sslrootcert</c> (a file). <see cref="ToString"/> and <see cref="Redacted"/> never hold the password.
/// </remarks>
public sealed class ClusterAddress
{
    /// <summary>An example for messages and help.</summary>
    public const string Example = "postgres://cellcluster@db.example.org:5432/cellcluster";

    /// <summary>The schema of an address that names none.</summary>
    public const string DefaultSchema = "cellcluster";

    private const string PasswordVariable = "PGPASSWORD";
    private const int DefaultPort = 5432;
    private static readonly string[] SslModes = ["disable", "allow", "prefer", "require", "verify-ca", "verify-full"];

    private ClusterAddress(NpgsqlConnectionStringBuilder settings, string schema)
    {
        Schema = schema;
        ConnectionString = settings.ConnectionString;
        Redacted = string.Create(CultureInfo.InvariantCulture, $"postgres://{settings.Username}@{settings.Host}:{settings.Port}/{settings.Database}?schema={schema}");
        (User, Database, Host, Port) = (settings.Username!, settings.Database!, settings.Host!, settings.Port);
    }

    /// <summary>The user who signs in.</summary>
    public string User { get; }

    /// <summary>The database.</summary>
    public string Database { get; }

    /// <summary>The server's name or address.</summary>
    public string Host { get; }

    /// <summary>Its port.</summary>
    public int Port { get; }

    /// <summary>The schema that holds the tables.</summary>
    public string Schema { get; }

    /// <summary>For Npgsql and for Orleans' ADO.NET providers (invariant <c>Npgsql</c>): with the password, and with the schema as search path. Never log it.</summary>
    public string ConnectionString { get; }

    /// <summary>The address without its password, for messages and logs.</summary>
    public string Redacted { get; }

    /// <summary>Reads an address.</summary>
    /// <param name="text">The address.</param>
    /// <param name="passwordFile">A file whose first line is the password; used when the address has none.</param>
    /// <exception cref="FormatException">It is no such address; what was found and what was expected are named, the password is not.</exception>
    /// <exception cref="FileNotFoundException">There is no such password file.</exception>
    public static ClusterAddress Parse(string text, string? passwordFile = null)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (!Uri.TryCreate(text, UriKind.Absolute, out Uri? address) || address.Scheme is not ("postgres" or "postgresql"))
        {
            throw new FormatException($"found {Shown(text)}, expected the address of PostgreSQL such as {Example}");
        }
        string[] user = address.UserInfo.Split(':', 2);
        string database = Uri.UnescapeDataString(address.AbsolutePath.Trim('/'));
        var settings = new NpgsqlConnectionStringBuilder
        {
            Host = Required(address.Host, "host"),
            Port = address.Port > 0 ? address.Port : DefaultPort,
            Username = Required(Uri.UnescapeDataString(user[0]), "user"),
            Database = Required(database, "database"),
            ApplicationName = "cellcluster",
        };
        if (database.Contains('/'))
        {
            throw new FormatException($"the cluster's address names the database '{database}'; expected is one name after the host, as in {Example}");
        }
        if (PasswordOf(user, passwordFile) is { Length: > 0 } password)
        {
            settings.Password = password;
        }
        string schema = ReadOptions(address.Query, settings);
        settings.SearchPath = schema;
        return new ClusterAddress(settings, schema);
    }

    /// <inheritdoc/>
    public override string ToString() => Redacted;

    // Everything behind the scheme may hold a password.
    private static string Shown(string text) =>
        text.IndexOf("://", StringComparison.Ordinal) is var end and > 0 ? $"'{text[..end]}://…'" : text.Contains('@', StringComparison.Ordinal) ? "no scheme" : $"'{text}'";

    private static string Required(string value, string part) =>
        value.Length > 0 ? value : throw new FormatException($"the cluster's address names no {part}; expected is one like {Example}");

    private static string? PasswordOf(string[] user, string? passwordFile)
    {
        if (user.Length == 2)
        {
            return Uri.UnescapeDataString(user[1]);
        }
        if (passwordFile is not null)
        {
            return File.Exists(passwordFile)
                ? File.ReadLines(passwordFile).FirstOrDefault()
                : throw new FileNotFoundException($"the password file {passwordFile} of the cluster's database is not there; give the file of the mounted secret, or set {PasswordVariable}", passwordFile);
        }
        return Environment.GetEnvironmentVariable(PasswordVariable);
    }

    private static string ReadOptions(string query, NpgsqlConnectionStringBuilder settings)
    {
        string schema = DefaultSchema;
        foreach (string option in query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            string[] parts = option.Split('=', 2);
            string value = parts.Length == 2 ? Uri.UnescapeDataString(parts[1]) : "";
            switch (parts[0])
            {
                case "schema":
                    schema = IsSchemaName(value)
                        ? value
                        : throw new FormatException($"the cluster's address names the schema '{value}'; expected are lower-case letters, digits and '_', beginning with a letter, 63 at most");
                    break;
                case "sslmode":
                    settings.SslMode = Array.IndexOf(SslModes, value) is var mode and >= 0
                        ? (SslMode)mode
                        : throw new FormatException($"the cluster's address has sslmode '{value}'; expected is one of {string.Join(", ", SslModes)}");
                    break;
                case "sslrootcert":
                    settings.RootCertificate = value;
                    break;
                default:
                    throw new FormatException($"the cluster's address has the option '{parts[0]}'; known are schema, sslmode, sslrootcert");
            }
        }
        return schema;
    }

    // Kept so narrow that the name needs no quoting anywhere, also not by other programs.
    private static bool IsSchemaName(string name) =>
        name.Length is > 0 and <= 63 && char.IsAsciiLetterLower(name[0]) && name.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '_');
}
