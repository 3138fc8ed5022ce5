using CellCluster.Analysis;

namespace CellCluster.Plates;

/// <summary>Difference over mean of each pair: bias (solid) and limits of agreement (dashed) with their intervals as bands.</summary>
internal static class BlandAltmanChart
{
    /// <summary>Draws the figure.</summary>
    public static void Draw(HtmlWriter page, PairedChart chart)
    {
        ChartPoint[] points = [.. chart.Points.Select(point => new ChartPoint(point.Name, (point.X + point.Y) / 2, point.Y - point.X))];
        if (points.Length == 0)
        {
            page.Markup("<p class=\"quiet\">no pair with two numbers</p>");
            return;
        }
        (Estimate bias, Estimate lower, Estimate upper) = (chart.Agreement.Bias, chart.Agreement.LowerLimit, chart.Agreement.UpperLimit);
        ChartFrame frame = ChartFrame.Open(
            page,
            $"{chart.Title}, difference of predicted and stained over their mean",
            ChartFrame.Across(points.Select(point => point.X)),
            ChartFrame.Upward([.. points.Select(point => point.Y), 0, lower.Value, upper.Value, lower.Low, upper.High]),
            $"mean of both{chart.InUnit}",
            $"difference{chart.InUnit}",
            $"difference {EstimateText.Number(bias.Value)}, limits {EstimateText.Number(lower.Value)} to {EstimateText.Number(upper.Value)}");
        foreach (Estimate estimate in (ReadOnlySpan<Estimate>)[lower, bias, upper])
        {
            frame.Band("ci", estimate.Low, estimate.High);
        }
        frame.Line("ze", 0, 0);
        frame.Dots(ScatterChart.Thinned(points));
        Level("rg", bias, "mean", above: true);
        Level("lm", upper, "+1.96 s", above: true);
        Level("lm", lower, "−1.96 s", above: false);
        frame.Close();

        void Level(string style, Estimate level, string name, bool above)
        {
            if (double.IsFinite(level.Value))
            {
                frame.Line(style, level.Value, 0);
                frame.Text(ChartFrame.Right - 4, frame.Y.At(level.Value) + (above ? -5 : 14), "end", name);
            }
        }
    }
}
