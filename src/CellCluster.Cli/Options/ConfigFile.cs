using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using CellCluster.Plates;

namespace CellCluster.Cli;

/// <summary>A JSON file that holds options of a verb (docs/formats/config.md): names in camelCase, the command line wins.</summary>
/// <remarks>Its values become words of the command line, so that they are checked by the same rules and named in the same way.</remarks>
internal static class ConfigFile
{
    // Options that only mean something on a command line.
    private static readonly string[] s_notInFiles = ["--config", "--help", "--version"];
    private static readonly string[] s_paths = ["--out", "--fields", "--wells", "--segmentation"];

    /// <summary>Names the file; shared by all verbs that take one.</summary>
    public static Option<string?> Option { get; } = Flag.Text("--config", "FILE", "JSON file with any of these options, named in camelCase (memoryMb); the command line wins.");

    /// <summary>Parses again with what the file says, where the command line names one.</summary>
    /// <exception cref="CliException">The file cannot be read, is no JSON object, or holds an unknown name.</exception>
    public static ParseResult Merge(ParseResult parsed, IReadOnlyList<string> args, RootCommand root)
    {
        Command verb = parsed.CommandResult.Command;
        if (!verb.Options.Contains(Option) || parsed.GetValue(Option) is not { Length: > 0 } path)
        {
            return parsed;
        }
        var words = new List<string>(args);
        using JsonDocument document = Read(path);
        Dictionary<string, Option> known = verb.Options.Where(option => !s_notInFiles.Contains(option.Name, StringComparer.Ordinal))
            .ToDictionary(option => CamelCase(option.Name), StringComparer.Ordinal);
        string[] unknown = [.. document.RootElement.EnumerateObject().Select(property => property.Name).Where(name => !known.ContainsKey(name))];
        if (unknown.Length > 0)
        {
            string near = NearWords.Nearest(unknown[0], known.Keys) is { } meant ? $" (is {meant} meant?)" : "";
            throw Fault(path, $"found '{string.Join("', '", unknown)}'{near}", $"only {string.Join(", ", known.Keys.Order(StringComparer.Ordinal))}");
        }
        string[] repeated = [.. document.RootElement.EnumerateObject().GroupBy(property => property.Name, StringComparer.Ordinal).Where(group => group.Count() > 1).Select(group => group.Key)];
        if (repeated.Length > 0)
        {
            throw Fault(path, $"found '{repeated[0]}' twice", "each option once");
        }
        foreach (JsonProperty property in document.RootElement.EnumerateObject())
        {
            Option option = known[property.Name];
            if (parsed.GetResult(option) is not { Implicit: false } && Value(path, property, option) is { } value)
            {
                words.Add(option.Name);
                words.Add(value);
            }
        }
        return root.Parse(words);
    }

    private static string? Value(string path, JsonProperty property, Option option)
    {
        bool isSwitch = option.ValueType == typeof(bool);
        string expected = isSwitch ? "true or false" : "a text or a number";
        return property.Value.ValueKind switch
        {
            JsonValueKind.Null => null,
            JsonValueKind.True or JsonValueKind.False when isSwitch => property.Value.GetBoolean() ? "true" : "false",
            JsonValueKind.Number when !isSwitch => property.Value.GetRawText(),
            JsonValueKind.String when !isSwitch => Located(path, option, property.Value.GetString()!),
            _ => throw Fault(path, $"{property.Name}: found {property.Value.GetRawText()}", expected),
        };
    }

    // Paths are meant from where the file lies, so that it means the same wherever the command is run.
    private static string Located(string path, Option option, string value)
    {
        bool isPath = s_paths.Contains(option.Name, StringComparer.Ordinal) || (option.Name == "--model" && ModelCatalogue.IsFile(value));
        return isPath && value.Length > 0 ? Path.GetFullPath(value, Path.GetDirectoryName(Path.GetFullPath(path))!) : value;
    }

    private static JsonDocument Read(string path)
    {
        try
        {
            var options = new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };
            JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(path), options);
            return document.RootElement.ValueKind == JsonValueKind.Object
                ? document
                : throw Fault(path, $"found {document.RootElement.ValueKind.ToString().ToLowerInvariant()}", "a JSON object such as { \"lanes\": 2 }");
        }
        catch (JsonException fault)
        {
            string place = string.Create(CultureInfo.InvariantCulture, $"line {(fault.LineNumber ?? 0) + 1}");
            throw Fault(path, $"found no valid JSON at {place}", "a JSON object such as { \"lanes\": 2 }");
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw Fault(path, $"it cannot be read ({fault.Message})", "a JSON file");
        }
    }

    private static CliException Fault(string path, string found, string expected) =>
        new(ExitCode.BadUsage, $"configuration file {path}: {found}; expected {expected}; correct the file");

    /// <summary><c>--memory-mb</c> is <c>memoryMb</c>.</summary>
    internal static string CamelCase(string option)
    {
        string[] words = option.TrimStart('-').Split('-');
        return words[0] + string.Concat(words.Skip(1).Select(word => char.ToUpperInvariant(word[0]) + word[1..]));
    }
}
