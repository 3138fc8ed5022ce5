using System.Text.RegularExpressions;

namespace CellCluster.Deployment.Tests;

/// <summary>One instruction of a Dockerfile, its continued lines joined.</summary>
/// <param name="Word">Such as FROM, in capitals.</param>
/// <param name="Rest">What follows.</param>
internal sealed record Instruction(string Word, string Rest);

/// <summary>A Dockerfile, read as far as its rules need it: instructions, stages, arguments that stand before the first stage.</summary>
internal sealed partial class Dockerfile
{
    private readonly List<Instruction> _instructions;

    private Dockerfile(List<Instruction> instructions) => _instructions = instructions;

    /// <summary>Every instruction, in order.</summary>
    public IReadOnlyList<Instruction> Instructions => _instructions;

    /// <summary>Reads a file.</summary>
    public static Dockerfile Parse(string text)
    {
        IEnumerable<string> lines = text.Split('\n').Where(line => !line.TrimStart().StartsWith('#') && line.Trim().Length > 0);
        string joined = string.Join('\n', lines).Replace("\\\n", " ", StringComparison.Ordinal);
        return new Dockerfile([.. joined.Split('\n').Select(line => line.Trim().Split(' ', 2)).Select(parts => new Instruction(parts[0].ToUpperInvariant(), parts.Length > 1 ? parts[1].Trim() : ""))]);
    }

    /// <summary>Everything that breaks a rule: images move, it runs as root, it fetches what nobody pinned, it holds a secret.</summary>
    public IEnumerable<string> Violations()
    {
        foreach (string image in BaseImages())
        {
            if (Images.Fault(image) is { } fault)
            {
                yield return fault;
            }
        }
        Instruction[] last = [.. _instructions.Skip(_instructions.FindLastIndex(line => line.Word == "FROM") + 1)];
        string? user = last.LastOrDefault(line => line.Word == "USER")?.Rest.Split(':')[0];
        if (!int.TryParse(user, out int number) || number <= 0)
        {
            yield return $"runs as {user ?? "root"}, expected the number of a user above 0";
        }
        if (_instructions.Count(line => line.Word == "FROM") < 2)
        {
            yield return "the image that is shipped also holds what it was built with";
        }
        if (last.Any(line => line.Word == "COPY" && !line.Rest.StartsWith("--from=", StringComparison.Ordinal)))
        {
            yield return "files of the build context are copied into the image that is shipped";
        }
        if (!last.Any(line => line.Word == "ENTRYPOINT" && line.Rest.StartsWith('[')))
        {
            yield return "no ENTRYPOINT in its list form: a shell in front of the program would swallow SIGTERM";
        }
        foreach (Instruction line in _instructions)
        {
            if (line.Word == "ADD" || Fetch().IsMatch(line.Rest))
            {
                yield return $"{line.Word} {line.Rest}: fetches what no version pins";
            }
            if (line.Word is "ENV" or "ARG" && Secret().IsMatch(line.Rest))
            {
                yield return $"{line.Word} {line.Rest}: a secret in a layer";
            }
            if (line.Word == "RUN" && line.Rest.Contains("apt-get install", StringComparison.Ordinal)
                && !(line.Rest.Contains("--no-install-recommends", StringComparison.Ordinal) && line.Rest.Contains("rm -rf /var/lib/apt/lists/*", StringComparison.Ordinal)))
            {
                yield return $"{line.Word} {line.Rest}: leaves recommended packages or package lists in a layer";
            }
        }
    }

    /// <summary>What FROM names, with the arguments before it filled in; other stages are none.</summary>
    public IEnumerable<string> BaseImages()
    {
        var arguments = new Dictionary<string, string>(StringComparer.Ordinal);
        var stages = new HashSet<string>(StringComparer.Ordinal);
        foreach (Instruction line in _instructions)
        {
            if (line.Word == "ARG" && line.Rest.Split('=', 2) is [var name, var value])
            {
                arguments[name] = value;
            }
            if (line.Word == "FROM")
            {
                string[] words = line.Rest.Split(' ', StringSplitOptions.RemoveEmptyEntries);
                string image = Argument().Replace(words[0], match => arguments.GetValueOrDefault(match.Groups[1].Value, ""));
                if (!stages.Contains(image))
                {
                    yield return image;
                }
                if (words is [_, _, var stage])
                {
                    stages.Add(stage);
                }
            }
        }
    }

    [GeneratedRegex(@"\b(curl|wget)\b|git clone|https?://", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Fetch();

    [GeneratedRegex("(PASSWORD|SECRET|TOKEN|KEY)[A-Z_]*=", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Secret();

    [GeneratedRegex(@"\$\{(\w+)\}", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Argument();
}
