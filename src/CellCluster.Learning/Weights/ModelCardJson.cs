using System.Text.Json;
using System.Text.Json.Serialization;
using CellCluster.Pipeline;

namespace CellCluster.Learning;

/// <summary>The model card as JSON: names in camelCase, enumerations as camelCase text.</summary>
public static class ModelCardJson
{
    private static readonly JsonSerializerOptions s_options = new(JsonSerializerDefaults.General)
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase, allowIntegerValues: false) },
    };

    /// <summary>The card as one line of JSON.</summary>
    public static string Write(ModelCard card) => JsonSerializer.Serialize(card, s_options);

    /// <summary>Reads and checks a card.</summary>
    /// <param name="json">What <see cref="Write"/> gives; unknown names are ignored, so that newer files stay readable.</param>
    /// <param name="path">For messages.</param>
    /// <exception cref="ModelFileException">The text is no card, or the card asks for what the network cannot be.</exception>
    public static ModelCard Read(string json, string path)
    {
        ModelCard card;
        try
        {
            card = JsonSerializer.Deserialize<ModelCard>(json, s_options) ?? throw new JsonException("it is null");
        }
        catch (JsonException fault)
        {
            throw new ModelFileException(path, $"the model card is not as docs/formats/weights.md says: {fault.Message}", fault);
        }
        var faults = new List<string>(NetworkShapeRules.Faults(card.Network, card.Outputs.Count));
        if (card.Outputs.Select(static output => output.Organelle).Distinct().Count() != card.Outputs.Count)
        {
            faults.Add("an organelle is predicted twice");
        }
        if (card.Outputs.Any(static output => !float.IsFinite(output.Scale) || !float.IsFinite(output.Offset)))
        {
            faults.Add("a scale or offset is not finite");
        }
        if (card.PixelSizeUm is { } size && !(size > 0 && double.IsFinite(size)))
        {
            faults.Add($"the pixel size {size} um is not above 0");
        }
        if (faults.Count > 0)
        {
            throw new ModelFileException(path, $"the model card is wrong: {string.Join("; ", faults)}");
        }
        return card;
    }
}
