namespace CellCluster.Plates;

/// <summary>Kinds of transmitted light, told by what people call the channel.</summary>
internal static class Modalities
{
    private static readonly string[] s_separators = [" ", "_", "-", ".", "/", "(", ")", ","];

    /// <summary>dic, brightfield or phase; null when the name says none of them. "TL" and "Trans" say transmitted light, not which kind.</summary>
    public static string? Of(string? channel)
    {
        string[] words = Words(channel);
        if (Array.Exists(words, word => word.StartsWith("dic", StringComparison.Ordinal) || word == "nomarski"))
        {
            return "dic";
        }
        if (Array.Exists(words, word => word.StartsWith("phase", StringComparison.Ordinal) || word is "ph" or "ph1" or "ph2" or "ph3"))
        {
            return "phase";
        }
        return Array.Exists(words, word => word is "bf" or "brightfield" or "bright") ? "brightfield" : null;
    }

    /// <summary>Whether a channel's name says that it is transmitted light.</summary>
    public static bool IsTransmitted(string channel) =>
        Of(channel) is not null || Array.Exists(Words(channel), word => word is "tl" or "trans" or "transmitted" or "transmission" or "translight" or "transmittedlight");

    private static string[] Words(string? channel) =>
        channel is null ? [] : channel.ToLowerInvariant().Split(s_separators, StringSplitOptions.RemoveEmptyEntries);
}
