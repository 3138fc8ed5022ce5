namespace CellCluster.Plates;

/// <summary>The values of one group of fields.</summary>
internal sealed record ViolinGroup(string Name, IReadOnlyList<double> Values);

/// <summary>Draws distributions side by side as lying violins, one line per group: readable for long names and on narrow screens.</summary>
/// <remarks>Shapes after <see cref="KernelDensity"/>; all violins of a chart have the same largest width. Bar: first to third quartile; white tick: median. Below five values, or where all are equal: dots alone.</remarks>
internal static class ViolinChart
{
    private const int Plot = 330;
    private const int Row = 30;
    private const int Steps = 40;
    private const int LongestName = 22;

    public static void Draw(HtmlWriter page, IReadOnlyList<ViolinGroup> groups, string title, string unit)
    {
        double[] all = [.. groups.SelectMany(group => group.Values)];
        if (all.Length == 0)
        {
            page.Markup("<p class=\"quiet\">no values</p>");
            return;
        }
        (double low, double high) = (all.Min(), all.Max());
        int height = (groups.Count * Row) + 40;
        int label = 18 + (int)(7.3 * Math.Min(LongestName, groups.Max(group => group.Name.Length))); // 13 px letters are 7.3 px wide on average
        page.Write($"<svg viewBox=\"0 0 {label + Plot + 44} {height}\" role=\"img\" style=\"max-width:600px\"><title>{title}</title>");
        foreach (double share in (ReadOnlySpan<double>)[0, 0.5, 1])
        {
            double x = label + (share * Plot);
            page.Write($"<line class=\"gr\" x1=\"{x}\" x2=\"{x}\" y1=\"4\" y2=\"{(groups.Count * Row) + 4}\"/>");
            if (share == 0 || high > low)
            {
                page.Write($"<text class=\"ax\" x=\"{x}\" y=\"{(groups.Count * Row) + 19}\" text-anchor=\"middle\" font-size=\"12\">{NumberText.Short(low + (share * (high - low)))}</text>");
            }
        }
        page.Write($"<text class=\"ax\" x=\"{label + (Plot / 2)}\" y=\"{height - 4}\" text-anchor=\"middle\" font-size=\"12\">{unit}</text>");
        for (int i = 0; i < groups.Count; i++)
        {
            Group(page, groups[i], label, 4 + (i * Row) + (Row / 2), low, high);
        }
        page.Markup("</svg>");
    }

    private static void Group(HtmlWriter page, ViolinGroup group, int label, int y, double low, double high)
    {
        string name = group.Name.Length > LongestName ? group.Name[..(LongestName - 1)] + "…" : group.Name;
        double[] values = [.. group.Values.Order()];
        double median = KernelDensity.Quantile(values, 0.5);
        page.Write($"<g><title>{group.Name}: median {NumberText.Short(median)}, quartiles {NumberText.Short(KernelDensity.Quantile(values, 0.25))} to {NumberText.Short(KernelDensity.Quantile(values, 0.75))}, {values.Length} fields</title>");
        page.Write($"<text class=\"tx\" x=\"{label - 10}\" y=\"{y + 4.5}\" text-anchor=\"end\" font-size=\"13\">{name}</text>");
        page.Write($"<text class=\"ax\" x=\"{label + Plot + 10}\" y=\"{y + 4.5}\" font-size=\"11\">n {values.Length}</text>");
        if (values.Length >= KernelDensity.SmallestSample && KernelDensity.Bandwidth(values) is double bandwidth and > 0)
        {
            Body(page, values, bandwidth, y);
            double from = Place(KernelDensity.Quantile(values, 0.25));
            page.Write($"<rect class=\"qr\" x=\"{from}\" y=\"{y - 3}\" width=\"{Math.Max(1, Place(KernelDensity.Quantile(values, 0.75)) - from)}\" height=\"6\"/>");
            page.Write($"<rect class=\"md\" x=\"{Place(median) - 1.5}\" y=\"{y - 6}\" width=\"3\" height=\"12\"/>");
        }
        else
        {
            foreach (double value in values)
            {
                page.Write($"<circle class=\"pt\" cx=\"{Place(value)}\" cy=\"{y}\" r=\"3.5\"/>");
            }
        }
        page.Markup("</g>");

        double Place(double value) => label + (high > low ? (value - low) / (high - low) * Plot : 0);

        void Body(HtmlWriter body, double[] sorted, double width, int middle)
        {
            double[] density = KernelDensity.Of(sorted, width, Steps);
            double largest = density.Max();
            body.Markup("<path class=\"vi\" d=\"M");
            for (int step = 0; step <= Steps; step++)
            {
                body.Write($"{(step == 0 ? "" : "L")}{X(step)} {middle - Half(step)}");
            }
            for (int step = Steps; step >= 0; step--)
            {
                body.Write($"L{X(step)} {middle + Half(step)}");
            }
            body.Markup("z\"/>");

            double X(int step) => Place(sorted[0] + ((sorted[^1] - sorted[0]) * step / Steps));
            double Half(int step) => density[step] / largest * ((Row / 2.0) - 2);
        }
    }
}
