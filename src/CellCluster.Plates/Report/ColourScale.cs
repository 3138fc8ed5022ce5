namespace CellCluster.Plates;

/// <summary>Dark to bright, safe for colour-blind readers, and rising in lightness throughout, so that it survives printing in grey.</summary>
/// <remarks>Eleven stops along the published viridis map (van der Walt and Smith, 2015), linear between them. The darkest end is cut a little, so
/// that hatching and outlines stay visible.</remarks>
internal static class ColourScale
{
    private static readonly (int R, int G, int B)[] s_stops =
    [
        (68, 1, 84), (72, 36, 117), (65, 68, 135), (53, 95, 141), (42, 120, 142), (33, 145, 140), (34, 168, 132), (68, 191, 112), (122, 209, 81), (189, 223, 38), (253, 231, 37),
    ];

    /// <summary>Places of the stops, 0..1, with their colours: for a legend.</summary>
    public static IEnumerable<(double At, string Colour)> Stops => s_stops.Select((_, i) => ((double)i / (s_stops.Length - 1), At((double)i / (s_stops.Length - 1))));

    /// <summary>The colour of 0..1 as <c>#rrggbb</c>.</summary>
    public static string At(double place)
    {
        (int r, int g, int b) = Mix(place);
        return $"#{r:x2}{g:x2}{b:x2}";
    }

    /// <summary>Whether text on it must be light.</summary>
    public static bool IsDark(double place)
    {
        (int r, int g, int b) = Mix(place);
        return (0.299 * r) + (0.587 * g) + (0.114 * b) < 128;
    }

    private static (int R, int G, int B) Mix(double place)
    {
        double at = Math.Clamp(double.IsNaN(place) ? 0 : place, 0, 1) * (s_stops.Length - 1);
        int low = Math.Min((int)at, s_stops.Length - 2);
        double share = at - low;
        return (Part(s_stops[low].R, s_stops[low + 1].R), Part(s_stops[low].G, s_stops[low + 1].G), Part(s_stops[low].B, s_stops[low + 1].B));

        int Part(int from, int to) => (int)Math.Round(from + ((to - from) * share));
    }
}
