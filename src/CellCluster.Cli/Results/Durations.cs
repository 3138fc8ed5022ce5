using System.Globalization;

namespace CellCluster.Cli;

/// <summary>Durations for a person: two units at most.</summary>
internal static class Durations
{
    /// <summary><c>4 s</c>, <c>2 min 5 s</c>, <c>3 h 20 min</c>.</summary>
    public static string Text(TimeSpan duration)
    {
        if (duration.TotalSeconds < 10)
        {
            return string.Create(CultureInfo.InvariantCulture, $"{duration.TotalSeconds:0.0} s");
        }
        var whole = TimeSpan.FromSeconds(Math.Round(duration.TotalSeconds));
        return whole.TotalMinutes < 1 ? $"{whole.Seconds} s"
            : whole.TotalHours < 1 ? $"{whole.Minutes} min {whole.Seconds} s"
            : $"{(int)whole.TotalHours} h {whole.Minutes} min";
    }
}
