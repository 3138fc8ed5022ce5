using System.Net.Sockets;
using CellCluster.Pipeline;
using Npgsql;

namespace CellCluster.Ledger;

/// <summary>Says in the words of a user what PostgreSQL reports about itself, its disk or its rights, and which faults pass by themselves.</summary>
internal static class PostgresFault
{
    /// <summary>True when the same request may succeed a moment later: the connection was lost, the server restarts, two transactions met.</summary>
    public static bool IsPassing(Exception exception) => exception switch
    {
        PostgresException fault => IsPassing(fault.SqlState),
        NpgsqlException fault => fault.IsTransient || fault.InnerException is IOException or SocketException or TimeoutException,
        IOException or SocketException or TimeoutException => true,
        _ => false,
    };

    /// <summary>True for faults of the surroundings, false for faults of a statement (a constraint, bad SQL), which are bugs.</summary>
    public static bool IsOfTheSurroundings(Exception exception) => Describe(exception, address: null) is not null;

    /// <summary>The fault with what to do; a statement's fault is returned as it is.</summary>
    public static Exception Translate(ClusterAddress address, Exception exception) =>
        Describe(exception, address) is string fault ? new LedgerUnavailableException(address.Redacted, fault, exception) : exception;

    private static bool IsPassing(string state) => state switch
    {
        PostgresErrorCodes.SerializationFailure or PostgresErrorCodes.DeadlockDetected => true,
        PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown or PostgresErrorCodes.CannotConnectNow => true,
        PostgresErrorCodes.TooManyConnections or PostgresErrorCodes.LockNotAvailable or PostgresErrorCodes.QueryCanceled => true,
        PostgresErrorCodes.ReadOnlySqlTransaction => true, // the primary has just become a standby; the name may point to the new one soon
        "25P03" => true, // idle in transaction for too long
        _ => state.StartsWith("08", StringComparison.Ordinal), // connection exceptions
    };

    private static string? Describe(Exception exception, ClusterAddress? address) => exception switch
    {
        PostgresException fault => Describe(fault, address),
        TimeoutException or { InnerException: TimeoutException } => "the server does not answer in time; check its load and the network, then run the same command again",
        NpgsqlException { InnerException: null, IsTransient: false } => $"the connection failed ({exception.Message}); check the address, the user and the password (in the address, by --cluster-password-file or in PGPASSWORD)",
        NpgsqlException or IOException or SocketException =>
            $"the server cannot be reached ({(exception.InnerException ?? exception).Message}); check host, port and network, and that PostgreSQL runs",
        _ => null,
    };

    private static string? Describe(PostgresException fault, ClusterAddress? address) => fault.SqlState switch
    {
        PostgresErrorCodes.InvalidPassword or PostgresErrorCodes.InvalidAuthorizationSpecification =>
            $"the server refuses the user {address?.User} ({fault.MessageText}); correct the user or the password (in the address, by --cluster-password-file or in PGPASSWORD)",
        PostgresErrorCodes.InvalidCatalogName => $"there is no database {address?.Database} on this server; create it (createdb {address?.Database}), then run cellcluster migrate as its owner",
        PostgresErrorCodes.InsufficientPrivilege when fault.MessageText.Contains("for database", StringComparison.Ordinal) =>
            $"the user {address?.User} may not make the schema {address?.Schema} ({fault.MessageText}); run cellcluster migrate as the owner of the database, or let the owner run GRANT CREATE ON DATABASE {address?.Database} TO {address?.User}",
        PostgresErrorCodes.InsufficientPrivilege =>
            $"the user {address?.User} may not do that ({fault.MessageText}); run cellcluster migrate as the owner of the database, or grant this user the rights on the schema {address?.Schema}",
        PostgresErrorCodes.UndefinedTable or PostgresErrorCodes.InvalidSchemaName =>
            $"the database lacks tables of CellCluster ({fault.MessageText}); run cellcluster migrate as the owner of the database",
        PostgresErrorCodes.ReadOnlySqlTransaction => "the server is a read-only standby; give the address of the primary",
        PostgresErrorCodes.DiskFull => "the server's disk is full; nothing that was committed is lost: free space there and run the same command again",
        PostgresErrorCodes.OutOfMemory => "the server is out of memory; nothing that was committed is lost: free some there and run the same command again",
        PostgresErrorCodes.TooManyConnections => "the server has no connection left; raise its max_connections or stop other clients",
        PostgresErrorCodes.DataCorrupted or PostgresErrorCodes.IndexCorrupted or PostgresErrorCodes.IoError =>
            $"the server's storage is damaged or does not answer ({fault.MessageText}); bring it back, or restore a backup",
        _ => IsPassing(fault.SqlState) ? $"the server is not ready ({fault.MessageText}); when it is, run the same command again" : null,
    };
}
