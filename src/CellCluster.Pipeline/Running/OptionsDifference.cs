using System.Text.Json;

namespace CellCluster.Pipeline;

/// <summary>Tells two submissions of a plate apart for a person.</summary>
public static class OptionsDifference
{
    /// <summary>Every option that differs with both values, <c>device: found cuda, asked for cpu</c>; empty when none does.</summary>
    /// <param name="found">Options as JSON, as <see cref="LabelOptionsJson.Write(LabelOptions)"/> makes it.</param>
    /// <param name="asked">The same of the newer submission.</param>
    public static string Between(string found, string asked)
    {
        using JsonDocument one = JsonDocument.Parse(found);
        using JsonDocument other = JsonDocument.Parse(asked);
        var ours = new SortedDictionary<string, string>(StringComparer.Ordinal);
        var theirs = new SortedDictionary<string, string>(StringComparer.Ordinal);
        Flatten(one.RootElement, "", ours);
        Flatten(other.RootElement, "", theirs);
        return string.Join("; ", ours.Keys.Union(theirs.Keys, StringComparer.Ordinal)
            .Where(name => ours.GetValueOrDefault(name) != theirs.GetValueOrDefault(name))
            .Select(name => $"{name}: found {ours.GetValueOrDefault(name, "none")}, asked for {theirs.GetValueOrDefault(name, "none")}"));
    }

    private static void Flatten(JsonElement element, string name, SortedDictionary<string, string> into)
    {
        if (element.ValueKind != JsonValueKind.Object)
        {
            into[name] = element.ToString();
            return;
        }
        foreach (JsonProperty property in element.EnumerateObject())
        {
            Flatten(property.Value, name.Length == 0 ? property.Name : $"{name}.{property.Name}", into);
        }
    }
}
