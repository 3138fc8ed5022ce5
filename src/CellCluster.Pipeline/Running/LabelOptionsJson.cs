using System.Text.Json;
using System.Text.Json.Serialization;
using CellCluster.Analysis;

namespace CellCluster.Pipeline;

/// <summary>Options as JSON, camelCase: in config files and in the ledger.</summary>
public static class LabelOptionsJson
{
    private static readonly JsonSerializerOptions s_options = new(JsonSerializerDefaults.Web)
    {
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals, // the largest area may be infinite
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        WriteIndented = false,
    };

    private static readonly JsonSerializerOptions s_stored = new(s_options) { UnmappedMemberHandling = JsonUnmappedMemberHandling.Skip };

    /// <summary>The JSON text.</summary>
    public static string Write(LabelOptions options) => JsonSerializer.Serialize(options, s_options);

    /// <summary>The JSON text of how objects are found: part of a run's fingerprint.</summary>
    public static string Write(SegmentationOptions options) => JsonSerializer.Serialize(options, s_options);

    /// <summary>How objects are found, from a file that a person wrote: organelles and properties that are not named keep their defaults.</summary>
    /// <exception cref="JsonException">The text is no such JSON, or has a name that is not known.</exception>
    public static SegmentationOptions ReadSegmentation(string json) =>
        JsonSerializer.Deserialize<SegmentationOptions>(json, s_options) ?? throw new JsonException("null where options were expected");

    /// <summary>What this program knows of stored options, for lists, states and comparisons with other plates; a newer program may have stored more. A plate
    /// is never planned from it: an option that was not understood would be an option that was not obeyed.</summary>
    /// <exception cref="JsonException">The text is no such JSON.</exception>
    public static LabelOptions ReadStored(string json) =>
        JsonSerializer.Deserialize<LabelOptions>(json, s_stored) ?? throw new JsonException("null where options were expected");

    /// <summary>The options of a text that <see cref="Write(LabelOptions)"/> of this version made.</summary>
    /// <exception cref="JsonException">The text is no such JSON.</exception>
    public static LabelOptions Read(string json) =>
        JsonSerializer.Deserialize<LabelOptions>(json, s_options) ?? throw new JsonException("null where options were expected");
}
