namespace CellCluster.Plates;

/// <summary>The plain frame of a figure: axes at the left and below, light grid lines, ticks, titles with units.</summary>
/// <remarks>All figures of a page share one size, so that they line up; text is 12 units high at any width. Nothing is told by colour alone.</remarks>
internal sealed class ChartFrame
{
    public const int Width = 370;
    public const int Height = 310;
    public const int Left = 72;
    public const int Right = Width - 14;
    public const int Top = 30;
    public const int Bottom = Height - 48;

    private readonly HtmlWriter _page;

    private ChartFrame(HtmlWriter page, ChartScale x, ChartScale y) => (_page, X, Y) = (page, x, y);

    /// <summary>The axis below.</summary>
    public ChartScale X { get; }

    /// <summary>The axis at the left.</summary>
    public ChartScale Y { get; }

    /// <summary>Opens the drawing; <see cref="Close"/> ends it.</summary>
    /// <param name="page">Where to.</param>
    /// <param name="description">For those who do not see it.</param>
    /// <param name="x">Values below.</param>
    /// <param name="y">Values at the left.</param>
    /// <param name="xTitle">With unit; empty where ticks are drawn by the caller.</param>
    /// <param name="yTitle">With unit.</param>
    /// <param name="heading">The numbers of the figure, above it; may be empty.</param>
    public static ChartFrame Open(HtmlWriter page, string description, ChartScale x, ChartScale y, string xTitle, string yTitle, string heading)
    {
        page.Write($"<svg class=\"chart\" viewBox=\"0 0 {Width} {Height}\" role=\"img\"><title>{description}</title>");
        foreach (double tick in y.Ticks(5))
        {
            double at = y.At(tick);
            page.Write($"<line class=\"gr\" x1=\"{Left}\" x2=\"{Right}\" y1=\"{at}\" y2=\"{at}\"/><text class=\"ax\" x=\"{Left - 7}\" y=\"{at + 4}\" text-anchor=\"end\">{y.TickText(tick, 5)}</text>");
        }
        if (xTitle.Length > 0)
        {
            foreach (double tick in x.Ticks(5))
            {
                double at = x.At(tick);
                page.Write($"<line class=\"gr\" x1=\"{at}\" x2=\"{at}\" y1=\"{Top}\" y2=\"{Bottom}\"/><text class=\"ax\" x=\"{at}\" y=\"{Bottom + 17}\" text-anchor=\"middle\">{x.TickText(tick, 5)}</text>");
            }
        }
        page.Write($"<text class=\"tx\" x=\"{(Left + Right) / 2}\" y=\"{Top - 12}\" text-anchor=\"middle\">{heading}</text>");
        page.Write($"<path class=\"fr\" d=\"M{Left} {Top}V{Bottom}H{Right}\"/>");
        page.Write($"<text class=\"tx\" x=\"{(Left + Right) / 2}\" y=\"{Height - 10}\" text-anchor=\"middle\">{xTitle}</text>");
        page.Write($"<text class=\"tx\" transform=\"translate(13 {(Top + Bottom) / 2}) rotate(-90)\" text-anchor=\"middle\">{yTitle}</text>");
        return new ChartFrame(page, x, y);
    }

    /// <summary>A scale along the frame's width.</summary>
    public static ChartScale Across(IEnumerable<double> values) => ChartScale.Around(values, Left, Right);

    /// <summary>A scale along the frame's height, upwards.</summary>
    public static ChartScale Upward(IEnumerable<double> values) => ChartScale.Around(values, Bottom, Top);

    /// <summary>A line over the whole width where y = intercept + slope x, cut at the frame.</summary>
    public void Line(string style, double intercept, double slope)
    {
        (double x1, double x2) = (X.Low, X.High);
        (double y1, double y2) = (intercept + (slope * x1), intercept + (slope * x2));
        (x1, y1) = Cut(x1, y1, x2, y2);
        (x2, y2) = Cut(x2, y2, x1, y1);
        if (double.IsFinite(x1) && double.IsFinite(y1) && double.IsFinite(x2) && double.IsFinite(y2))
        {
            _page.Write($"<line class=\"{style}\" x1=\"{X.At(x1)}\" y1=\"{Y.At(y1)}\" x2=\"{X.At(x2)}\" y2=\"{Y.At(y2)}\"/>");
        }
    }

    /// <summary>A horizontal band; nothing where its ends are not finite.</summary>
    public void Band(string style, double low, double high)
    {
        if (double.IsFinite(low) && double.IsFinite(high))
        {
            double top = Y.At(high);
            _page.Write($"<rect class=\"{style}\" x=\"{Left}\" width=\"{Right - Left}\" y=\"{top}\" height=\"{Math.Max(0, Y.At(low) - top)}\"/>");
        }
    }

    /// <summary>Dots; with names few enough to point at, else as one path, which is a tenth of the size.</summary>
    public void Dots(IReadOnlyList<ChartPoint> points)
    {
        if (points.Count <= 250)
        {
            foreach (ChartPoint point in points)
            {
                _page.Write($"<circle class=\"pt\" cx=\"{X.At(point.X)}\" cy=\"{Y.At(point.Y)}\" r=\"3\">");
                if (point.Name.Length > 0)
                {
                    _page.Write($"<title>{point.Name}</title>");
                }
                _page.Markup("</circle>");
            }
            return;
        }
        _page.Markup("<path class=\"dots\" d=\"");
        foreach (ChartPoint point in points)
        {
            _page.Write($"M{Math.Round(X.At(point.X), 1)} {Math.Round(Y.At(point.Y), 1)}h0");
        }
        _page.Markup("\"/>");
    }

    /// <summary>Small text within the frame.</summary>
    public void Text(double x, double y, string anchor, string text) => _page.Write($"<text class=\"nt\" x=\"{x}\" y=\"{y}\" text-anchor=\"{anchor}\">{text}</text>");

    /// <summary>Ends the drawing.</summary>
    public void Close() => _page.Markup("</svg>\n");

    // The end of a line, moved along it into the frame where it leaves above or below.
    private (double X, double Y) Cut(double x, double y, double otherX, double otherY)
    {
        double inside = Math.Clamp(y, Y.Low, Y.High);
        return inside == y || otherY == y ? (x, y) : (x + ((inside - y) * (otherX - x) / (otherY - y)), inside);
    }
}

/// <summary>A dot of a figure.</summary>
/// <param name="Name">Shown when pointed at.</param>
/// <param name="X">Value below.</param>
/// <param name="Y">Value at the left.</param>
internal readonly record struct ChartPoint(string Name, double X, double Y);
