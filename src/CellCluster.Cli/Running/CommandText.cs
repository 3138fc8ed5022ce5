namespace CellCluster.Cli;

/// <summary>Writes a command line as a person can paste it.</summary>
internal static class CommandText
{
    /// <summary>The command that goes on with a run: as it was given, without --force, which would begin anew.</summary>
    public static string Of(IEnumerable<string> words) =>
        string.Join(' ', words.Where(word => word != "--force").Select(Quoted).Prepend("cellcluster"));

    private static string Quoted(string word) =>
        word.Length > 0 && word.All(c => char.IsLetterOrDigit(c) || c is '-' or '_' or '.' or '/' or ':' or ',' or '+' or '=')
            ? word
            : $"'{word.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
