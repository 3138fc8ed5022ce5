using System.Text.Json;
using System.Text.Json.Serialization;

namespace CellCluster.Pipeline;

/// <summary>Options as JSON, camelCase: in config files and in the ledger.</summary>
public static class LabelOptionsJson
{
    private static readonly JsonSerializerOptions s_options = new(JsonSerializerDefaults.Web)
    {
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        WriteIndented = false,
    };

    /// <summary>The JSON text.</summary>
    public static string Write(LabelOptions options) => JsonSerializer.Serialize(options, s_options);

    /// <summary>The options of a text that <see cref="Write"/> made.</summary>
    /// <exception cref="JsonException">The text is no such JSON.</exception>
    public static LabelOptions Read(string json) =>
        JsonSerializer.Deserialize<LabelOptions>(json, s_options) ?? throw new JsonException("null where options were expected");
}
