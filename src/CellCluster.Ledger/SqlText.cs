using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using CellCluster.Pipeline;
using CellCluster.Plates;

namespace CellCluster.Ledger;

/// <summary>How states, times and small lists are written in columns, so that a person with an SQL prompt can read them.</summary>
internal static class SqlText
{
    private static readonly string[] PlateStates = ["running", "complete", "complete-with-gaps", "cancelled"];
    private static readonly string[] FieldStates = ["expected", "claimed", "done", "gap"];
    private static readonly string[] Priorities = ["low", "normal", "high"];
    private static readonly string[] AnnouncementEnds = ["opened", "refused", "withdrawn"];

    public static string Of(DateTimeOffset time) => time.ToString("O", CultureInfo.InvariantCulture);

    public static DateTimeOffset Time(string text) =>
        DateTimeOffset.ParseExact(text, "O", CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind);

    public static string Of(PlateState state) => PlateStates[(int)state];

    public static PlateState PlateStateOf(string text) => (PlateState)IndexOf(PlateStates, text);

    public static string Of(FieldState state) => FieldStates[(int)state];

    public static FieldState FieldStateOf(string text) => (FieldState)IndexOf(FieldStates, text);

    public static GapCode GapOf(string text) => (GapCode)IndexOf(GapCodes.All, text);

    public static string Of(PlatePriority priority) => Priorities[(int)priority];

    public static PlatePriority PriorityOf(string text) => (PlatePriority)IndexOf(Priorities, text);

    public static string Of(AnnouncementEnd end) => AnnouncementEnds[(int)end];

    public static AnnouncementEnd EndOf(string text) => (AnnouncementEnd)IndexOf(AnnouncementEnds, text);

    /// <summary>Parts sorted by name.</summary>
    public static string Of(IReadOnlyDictionary<string, string> parts) =>
        JsonSerializer.Serialize(new SortedDictionary<string, string>(parts.ToDictionary(StringComparer.Ordinal), StringComparer.Ordinal), LedgerJson.Default.SortedDictionaryStringString);

    public static IReadOnlyDictionary<string, string> Parts(string json) =>
        JsonSerializer.Deserialize(json, LedgerJson.Default.SortedDictionaryStringString)!;

    public static string Of(IReadOnlyList<string> texts) => texts.Count == 0 ? "[]" : JsonSerializer.Serialize([.. texts], LedgerJson.Default.StringArray);

    public static IReadOnlyList<string> Texts(string json) => json == "[]" ? [] : JsonSerializer.Deserialize(json, LedgerJson.Default.StringArray)!;

    /// <summary>Median and scale with all their digits ("R"), the sample as [acquisition, row, column, field].</summary>
    public static string Of(FrozenNormalisation normalisation) => JsonSerializer.Serialize(
        new StoredNormalisation(normalisation.Median, normalisation.Scale, normalisation.Height, normalisation.Width,
            [.. normalisation.Sample.Select(key => new[] { key.Acquisition, key.Well.Row, key.Well.Column, key.Field.Value })]),
        LedgerJson.Default.StoredNormalisation);

    public static FrozenNormalisation Normalisation(string json)
    {
        StoredNormalisation stored = JsonSerializer.Deserialize(json, LedgerJson.Default.StoredNormalisation)!;
        return new FrozenNormalisation(stored.Median, stored.Scale, stored.Height, stored.Width,
            [.. stored.Sample.Select(key => new FieldKey(key[0], new WellId(key[1], key[2]), new FieldIndex(key[3])))]);
    }

    private static int IndexOf(IReadOnlyList<string> names, string text)
    {
        for (int i = 0; i < names.Count; i++)
        {
            if (names[i] == text)
            {
                return i;
            }
        }
        throw new FormatException($"'{text}' is in the ledger where one of {string.Join(", ", names)} is expected");
    }
}

/// <summary>The normalisation column.</summary>
internal sealed record StoredNormalisation(double Median, double Scale, int Height, int Width, int[][] Sample);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(SortedDictionary<string, string>))]
[JsonSerializable(typeof(string[]))]
[JsonSerializable(typeof(StoredNormalisation))]
internal sealed partial class LedgerJson : JsonSerializerContext;
