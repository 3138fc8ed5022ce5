using CellCluster.Analysis;

namespace CellCluster.Plates;

/// <summary>Predicted over stained, a dot per field: line of identity (dashed), least-squares line, r and rho with their intervals.</summary>
/// <remarks>Both axes have one scale where the line of identity is within reach, so that it runs from corner to corner; else (planes in different units)
/// each has its own.</remarks>
internal static class ScatterChart
{
    /// <summary>More dots than this add ink, not sight: every k-th is drawn, and the caption says so.</summary>
    public const int MostDots = 4000;

    /// <summary>Draws the figure.</summary>
    public static void Draw(HtmlWriter page, PairedChart chart)
    {
        ChartPoint[] points = [.. chart.Points];
        if (points.Length == 0)
        {
            page.Markup("<p class=\"quiet\">no pair with two numbers</p>");
            return;
        }
        IEnumerable<double> x = points.Select(point => point.X);
        IEnumerable<double> y = points.Select(point => point.Y);
        bool shared = IsShared([.. x], [.. y]);
        ChartFrame frame = ChartFrame.Open(
            page,
            $"{chart.Title}, predicted over stained",
            ChartFrame.Across(shared ? x.Concat(y) : x),
            ChartFrame.Upward(shared ? x.Concat(y) : y),
            $"stained{chart.InUnit}",
            $"predicted{chart.InUnit}",
            $"r {EstimateText.Of(chart.Agreement.Pearson)}   ρ {EstimateText.Of(chart.Agreement.Spearman)}");
        frame.Dots(Thinned(points));
        frame.Line("id", 0, 1);
        frame.Line("rg", chart.Agreement.Intercept.Value, chart.Agreement.Slope.Value);
        frame.Close();
    }

    /// <summary>At most <see cref="MostDots"/> of the points, evenly over their order.</summary>
    internal static IReadOnlyList<ChartPoint> Thinned(ChartPoint[] points)
    {
        int step = (points.Length + MostDots - 1) / MostDots;
        return step <= 1 ? points : [.. points.Where((_, i) => i % step == 0)];
    }

    // One scale for both axes unless that would squeeze one series into less than an eighth of its axis.
    private static bool IsShared(double[] x, double[] y)
    {
        double all = Math.Max(x.Max(), y.Max()) - Math.Min(x.Min(), y.Min());
        return x.Max() - x.Min() >= all / 8 && y.Max() - y.Min() >= all / 8;
    }
}
