using CellCluster.Analysis;

namespace CellCluster.Plates;

/// <summary>F1 over the threshold of intersection over union, with the interval by well as a band.</summary>
internal static class DetectionChart
{
    /// <summary>Draws the figure.</summary>
    public static void Draw(HtmlWriter page, DetectionAgreement agreement)
    {
        ChartFrame frame = ChartFrame.Open(
            page,
            "Detection F1 over the threshold of intersection over union",
            new ChartScale(0.48, 0.97, ChartFrame.Left, ChartFrame.Right),
            new ChartScale(0, 1.02, ChartFrame.Bottom, ChartFrame.Top),
            "intersection over union above",
            "F1",
            $"above 0.5: {EstimateText.Of(agreement.F1[0])}");
        (double Threshold, Estimate F1)[] curve = [.. ObjectMatching.Thresholds.Zip(agreement.F1)];
        if (Array.TrueForAll(curve, point => point.F1.HasInterval))
        {
            page.Markup("<path class=\"ci\" d=\"M");
            page.Markup(string.Join('L', curve.Select(point => Place(point.Threshold, point.F1.High)).Concat(curve.Reverse().Select(point => Place(point.Threshold, point.F1.Low)))));
            page.Markup("z\"/>");
        }
        page.Markup("<path class=\"rg\" fill=\"none\" d=\"M");
        page.Markup(string.Join('L', curve.Select(point => Place(point.Threshold, point.F1.Value))));
        page.Markup("\"/>");
        frame.Dots([.. curve.Select(point => new ChartPoint($"F1 {EstimateText.Of(point.F1)} above {NumberText.Short(point.Threshold)}", point.Threshold, point.F1.Value))]);
        frame.Close();

        string Place(double threshold, double f1) => FormattableString.Invariant($"{frame.X.At(threshold):0.#} {frame.Y.At(f1):0.#}");
    }
}
