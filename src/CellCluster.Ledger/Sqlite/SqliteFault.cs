using CellCluster.Pipeline;
using Microsoft.Data.Sqlite;

namespace CellCluster.Ledger;

/// <summary>Says in the words of a user what SQLite reports about the file, its disk or its locks.</summary>
internal static class SqliteFault
{
    private const int Busy = 5;
    private const int Locked = 6;
    private const int OutOfMemory = 7;
    private const int ReadOnly = 8;
    private const int InputOutput = 10;
    private const int Corrupt = 11;
    private const int Full = 13;
    private const int CannotOpen = 14;
    private const int NotADatabase = 26;

    /// <summary>True for faults of the surroundings, false for faults of a statement (a constraint, bad SQL), which are bugs.</summary>
    public static bool IsOfTheSurroundings(SqliteException exception) => Describe(exception) is not null;

    /// <summary>The fault with what to do; a statement's fault is returned as it is.</summary>
    public static Exception Translate(string path, SqliteException exception) =>
        Describe(exception) is string fault ? new LedgerUnavailableException(path, fault, exception) : exception;

    private static string? Describe(SqliteException exception) => exception.SqliteErrorCode switch
    {
        Full => "the disk is full; nothing that was committed is lost: free space and run the same command again",
        InputOutput => $"the disk or network folder does not answer ({exception.Message}); nothing that was committed is lost: bring it back and run the same command again",
        Busy or Locked => "another program keeps the file locked; close it (a database browser, a backup) and run the same command again",
        ReadOnly => "the file or its folder cannot be written; give this user the right to write, or choose another --out",
        CannotOpen => "the file cannot be opened; check that its folder exists and may be read and written by this user",
        OutOfMemory => "there is not enough memory to work on it; free some and run the same command again",
        Corrupt or NotADatabase =>
            $"the file is damaged ({exception.Message}); restore it from a backup, or use another --out; the images already written stay where they are",
        _ => null,
    };
}
