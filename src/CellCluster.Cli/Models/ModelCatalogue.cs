using CellCluster.Pipeline;
using CellCluster.Plates;

namespace CellCluster.Cli;

/// <summary>The models that can be named, and how a name becomes a file.</summary>
/// <param name="folders">Looked in, first found first.</param>
/// <param name="readCard">Reads the card of a weights file.</param>
internal sealed class ModelCatalogue(IReadOnlyList<string> folders, Func<string, ModelCard> readCard)
{
    private const string Extension = ".safetensors";

    /// <summary>Files by name, sorted.</summary>
    public IReadOnlyDictionary<string, string> Files { get; } = List(folders);

    /// <summary>Whether a text means a file rather than a name.</summary>
    public static bool IsFile(string text) => text.EndsWith(Extension, StringComparison.OrdinalIgnoreCase) || text.Contains('/') || text.Contains('\\');

    /// <summary>The weights file of a name or path, absolute.</summary>
    /// <exception cref="CliException">Neither a known name nor a file.</exception>
    public string Find(string text)
    {
        if (Files.TryGetValue(text, out string? known))
        {
            return known;
        }
        if (File.Exists(text))
        {
            return Path.GetFullPath(text);
        }
        if (IsFile(text))
        {
            throw new CliException(ExitCode.ModelUnusable, $"model file {Path.GetFullPath(text)}: found nothing; expected a weights file; check the path");
        }
        string near = NearWords.Nearest(text, Files.Keys) is { } meant ? $" (is {meant} meant?)" : "";
        throw new CliException(ExitCode.ModelUnusable, $"model '{text}': found no such model{near}; expected {Known()} or the path of a .safetensors file; cellcluster models lists them");
    }

    /// <summary>The only model that fits a modality.</summary>
    /// <param name="modality">dic, brightfield or phase; null when the plate does not say.</param>
    /// <exception cref="CliException">None fits, or more than one.</exception>
    public string OnlyOneFor(string? modality)
    {
        string[] fitting = [.. Files.Where(model => modality is null || string.Equals(readCard(model.Value).Modality, modality, StringComparison.OrdinalIgnoreCase)).Select(model => model.Key)];
        if (fitting is [string only])
        {
            return Files[only];
        }
        string light = modality is null ? "the plate does not say its modality" : $"the plate's modality is {modality}";
        throw new CliException(ExitCode.ModelUnusable, fitting.Length == 0
            ? $"no --model was named, {light}, and no shipped model fits; known: {Known()}; name one, or a .safetensors file, with --model"
            : $"no --model was named, {light}, and {fitting.Length} models fit: {string.Join(", ", fitting)}; name one with --model");
    }

    private string Known() => Files.Count == 0 ? "no name (no model is shipped with this program)" : $"one of {string.Join(", ", Files.Keys)}";

    private static SortedDictionary<string, string> List(IReadOnlyList<string> folders)
    {
        var files = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (string file in folders.Where(Directory.Exists).SelectMany(folder => Directory.EnumerateFiles(folder, "*" + Extension)))
        {
            files.TryAdd(Path.GetFileNameWithoutExtension(file), Path.GetFullPath(file));
        }
        return files;
    }
}
