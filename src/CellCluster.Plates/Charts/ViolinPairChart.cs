namespace CellCluster.Plates;

/// <summary>Distributions side by side as standing violins: shape, quartiles (bar), median (white tick), and the values as dots.</summary>
/// <remarks>Shapes after <see cref="KernelDensity"/>, all of the same largest width. Below five values, or where all are equal: dots alone.</remarks>
internal static class ViolinPairChart
{
    private const int Steps = 48;
    private const int MostDots = 300;

    /// <summary>Draws the figure.</summary>
    /// <param name="page">Where to.</param>
    /// <param name="title">Of the metric.</param>
    /// <param name="axis">Title of the axis, with unit.</param>
    /// <param name="groups">Names and values; those that are not finite are left out.</param>
    public static void Draw(HtmlWriter page, string title, string axis, IReadOnlyList<ViolinGroup> groups)
    {
        double[][] sorted = [.. groups.Select(group => (double[])[.. group.Values.Where(double.IsFinite).Order()])];
        if (sorted.All(values => values.Length == 0))
        {
            page.Markup("<p class=\"quiet\">no numbers</p>");
            return;
        }
        ChartFrame frame = ChartFrame.Open(
            page, $"{title}: distribution of {string.Join(" and ", groups.Select(group => group.Name))}", new ChartScale(0, groups.Count, ChartFrame.Left, ChartFrame.Right), ChartFrame.Upward(sorted.SelectMany(values => values)), "", axis, "");
        for (int i = 0; i < groups.Count; i++)
        {
            Group(page, frame, groups[i].Name, sorted[i], frame.X.At(i + 0.5), (ChartFrame.Right - ChartFrame.Left) * 0.36 / groups.Count);
        }
        frame.Close();
    }

    private static void Group(HtmlWriter page, ChartFrame frame, string name, double[] sorted, double middle, double half)
    {
        double median = KernelDensity.Quantile(sorted, 0.5);
        (double lower, double upper) = (KernelDensity.Quantile(sorted, 0.25), KernelDensity.Quantile(sorted, 0.75));
        page.Write($"<g><title>{name}: median {EstimateText.Number(median)}, quartiles {EstimateText.Number(lower)} to {EstimateText.Number(upper)}, n {sorted.Length}</title>");
        bool hasShape = sorted.Length >= KernelDensity.SmallestSample && !ChartScale.IsOneValue(sorted[0], sorted[^1]);
        double[] density = hasShape ? KernelDensity.Of(sorted, KernelDensity.Bandwidth(sorted), Steps) : [];
        if (hasShape)
        {
            Shape(page, frame, sorted, density, middle, half);
        }
        Dots(page, frame, sorted, density, middle, half);
        if (hasShape)
        {
            double top = frame.Y.At(upper);
            page.Write($"<rect class=\"qr\" x=\"{middle - 3}\" y=\"{top}\" width=\"6\" height=\"{Math.Max(1, frame.Y.At(lower) - top)}\"/>");
            page.Write($"<rect class=\"md\" x=\"{middle - 8}\" y=\"{frame.Y.At(median) - 1.5}\" width=\"16\" height=\"3\"/>");
        }
        page.Write($"<text class=\"tx\" x=\"{middle}\" y=\"{ChartFrame.Bottom + 18}\" text-anchor=\"middle\">{name}</text>");
        page.Write($"<text class=\"ax\" x=\"{middle}\" y=\"{ChartFrame.Bottom + 34}\" text-anchor=\"middle\">median {EstimateText.Number(median)}, n {sorted.Length}</text></g>");
    }

    private static void Shape(HtmlWriter page, ChartFrame frame, double[] sorted, double[] density, double middle, double half)
    {
        double largest = density.Max();
        page.Markup("<path class=\"vi\" d=\"M");
        for (int step = 0; step <= Steps; step++)
        {
            page.Write($"{(step == 0 ? "" : "L")}{Math.Round(middle - (density[step] / largest * half), 1)} {Math.Round(Place(step), 1)}");
        }
        for (int step = Steps; step >= 0; step--)
        {
            page.Write($"L{Math.Round(middle + (density[step] / largest * half), 1)} {Math.Round(Place(step), 1)}");
        }
        page.Markup("z\"/>");

        double Place(int step) => frame.Y.At(sorted[0] + ((sorted[^1] - sorted[0]) * step / Steps));
    }

    // Dots lie within the shape: their sideways places repeat a low-discrepancy sequence, so that the same values give the same picture.
    private static void Dots(HtmlWriter page, ChartFrame frame, double[] sorted, double[] density, double middle, double half)
    {
        int every = Math.Max(1, (sorted.Length + MostDots - 1) / MostDots);
        page.Markup("<path class=\"sw\" d=\"");
        for (int i = 0; i < sorted.Length; i += every)
        {
            double room = half * 0.35;
            if (density.Length > 0)
            {
                double at = (sorted[i] - sorted[0]) / (sorted[^1] - sorted[0]) * Steps;
                room = density[(int)Math.Round(at)] / density.Max() * half * 0.85;
            }
            double aside = ((i / every * 0.618033988749895) % 1 * 2) - 1;
            page.Write($"M{Math.Round(middle + (aside * room), 1)} {Math.Round(frame.Y.At(sorted[i]), 1)}h0");
        }
        page.Markup("\"/>");
    }
}
