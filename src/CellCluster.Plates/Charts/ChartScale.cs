using System.Globalization;

namespace CellCluster.Plates;

/// <summary>Maps values to places along one axis, with ticks at round numbers.</summary>
/// <param name="Low">Value at the start of the axis.</param>
/// <param name="High">Value at its end, above <paramref name="Low"/>.</param>
/// <param name="From">Place of <paramref name="Low"/>, in units of the drawing.</param>
/// <param name="To">Place of <paramref name="High"/>; may lie before <paramref name="From"/> (upward axes).</param>
internal readonly record struct ChartScale(double Low, double High, double From, double To)
{
    // Values closer together than this share of their size differ by rounding: an axis over them would be of noise, and its ticks have no room.
    private const double Rounding = 1e-9;

    /// <summary>Whether values from <paramref name="low"/> to <paramref name="high"/> are one value but for rounding.</summary>
    public static bool IsOneValue(double low, double high) => !(high - low > Rounding * Math.Max(Math.Abs(low), Math.Abs(high)));

    /// <summary>An axis that holds all finite values with a margin; around a single value it reaches a tenth of it, or one unit, to both sides.</summary>
    public static ChartScale Around(IEnumerable<double> values, double from, double to)
    {
        (double low, double high) = (double.PositiveInfinity, double.NegativeInfinity);
        foreach (double value in values.Where(double.IsFinite))
        {
            (low, high) = (Math.Min(low, value), Math.Max(high, value));
        }
        if (low > high)
        {
            return new ChartScale(0, 1, from, to);
        }
        double margin = !IsOneValue(low, high) ? (high - low) * 0.05 : low == 0 ? 1 : Math.Abs(low) * 0.1;
        return new ChartScale(low - margin, high + margin, from, to);
    }

    /// <summary>Place of a value.</summary>
    public double At(double value) => From + ((value - Low) / (High - Low) * (To - From));

    /// <summary>Round values within the axis: steps of 1, 2 or 5 times a power of ten, about <paramref name="wanted"/> of them.</summary>
    public IReadOnlyList<double> Ticks(int wanted)
    {
        double step = Step(wanted);
        List<double> ticks = [];
        for (double k = Math.Ceiling((Low / step) - 1e-9); k * step <= High + (1e-9 * step); k++) // a tick at the very end may be a rounding away
        {
            ticks.Add(k * step == 0 ? 0 : Math.Round(k * step, 12 - (int)Math.Clamp(Math.Floor(Math.Log10(step)), -3, 12)));
        }
        return ticks;
    }

    /// <summary>The text of a tick: as many decimals as neighbouring ticks need to differ; thousands and more as <see cref="NumberText"/> has them.</summary>
    public string TickText(double tick, int wanted)
    {
        int decimals = (int)Math.Clamp(-Math.Floor(Math.Log10(Step(wanted)) + 1e-9), 0, 12);
        bool isShort = Math.Max(Math.Abs(Low), Math.Abs(High)) >= 10_000 || decimals > 5;
        string text = isShort ? NumberText.Short(tick) : tick.ToString($"F{decimals}", CultureInfo.InvariantCulture);
        return text.Replace('-', '\u2212');
    }

    private double Step(int wanted)
    {
        double rough = (High - Low) / wanted;
        double power = Math.Pow(10, Math.Floor(Math.Log10(rough)));
        return power * ((rough / power) switch { < 1.5 => 1, < 3.5 => 2, < 7.5 => 5, _ => 10 });
    }
}
