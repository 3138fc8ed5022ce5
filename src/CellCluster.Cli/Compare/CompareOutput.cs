using System.Text;
using CellCluster.Pipeline;
using CellCluster.Plates;

namespace CellCluster.Cli;

/// <summary>The output folder of a comparison: its names, and what may be written over.</summary>
internal sealed class CompareOutput
{
    private static readonly string[] s_names = ["fields.csv", "objects.csv", "agreement.csv", "detection.csv", "agreement.html", "errors.csv"];
    private static readonly string[] s_journals = [ImageJournal.FileName, "ledger.sqlite"];
    private readonly OutputFolder _folder;

    private CompareOutput(OutputFolder folder) => _folder = folder;

    /// <summary>A row per pair.</summary>
    public string Fields => _folder.In(s_names[0]);

    /// <summary>A row per matched object.</summary>
    public string Objects => _folder.In(s_names[1]);

    /// <summary>A row per metric.</summary>
    public string Agreement => _folder.In(s_names[2]);

    /// <summary>A row per threshold.</summary>
    public string Detection => _folder.In(s_names[3]);

    /// <summary>A row per number of both planes together.</summary>
    public string Errors => _folder.In(s_names[5]);

    /// <summary>The page for people.</summary>
    public string Page => _folder.In(s_names[4]);

    /// <summary>Opens the folder. Only files of these names are ever replaced, and only when that is asked for.</summary>
    /// <exception cref="OutputFolderException">It cannot be used, or holds something.</exception>
    public static CompareOutput Open(string path, bool force)
    {
        OutputFolder folder = OutputFolder.Open(path);
        string[] there = [.. Directory.EnumerateFileSystemEntries(folder.Path).Select(Path.GetFileName).OfType<string>().Where(name => !name.EndsWith(".tmp", StringComparison.Ordinal)).Order(StringComparer.Ordinal)];
        // Tables of other verbs have the same names: what belongs to a run that can go on is never written over.
        if (there.Intersect(s_journals, StringComparer.Ordinal).FirstOrDefault() is { } journal)
        {
            throw new OutputFolderException(folder.Path, $"results of another command ({journal})", "an empty folder or one of an earlier comparison", "choose another --out");
        }
        if (there.Length > 0 && !force)
        {
            bool ours = there.All(name => s_names.Contains(name));
            string some = string.Join(", ", there.Take(5)) + (there.Length > 5 ? $" and {there.Length - 5} more" : "");
            throw new OutputFolderException(
                folder.Path, ours ? $"an earlier comparison ({some})" : some, "an empty folder", ours ? "choose another --out, or --force to replace it" : "choose another --out, or --force to write beside it");
        }
        AtomicFile.RemoveLeftovers(folder.Path);
        return new CompareOutput(folder);
    }

    /// <summary>Takes away what an earlier comparison left, so that files of two are never mixed.</summary>
    public void Clear()
    {
        foreach (string name in s_names)
        {
            File.Delete(_folder.In(name));
        }
    }

    /// <summary>Writes a text as a whole.</summary>
    public static void Write(string path, string text) => AtomicFile.Write(path, stream => stream.Write(Encoding.UTF8.GetBytes(text)));
}
