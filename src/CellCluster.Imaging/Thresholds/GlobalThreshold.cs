namespace CellCluster.Imaging;

/// <summary>One door to every method that gives one level for a histogram: of a plane, or of all planes of a plate merged.</summary>
/// <remarks>
/// Never throws on pixels: no finite pixel is <see cref="LevelOutcome.Empty"/>, pixels in one bin only are <see cref="LevelOutcome.NotBimodal"/>, both with
/// the value NaN. Whether a found level can be believed is the caller's question to <see cref="ThresholdLevel.Bimodality"/>: Otsu finds one in pure noise too.
/// </remarks>
public static class GlobalThreshold
{
    /// <summary>The level of <paramref name="histogram"/> by <paramref name="method"/>.</summary>
    public static ThresholdLevel Find(Histogram histogram, LevelMethod method)
    {
        ArgumentNullException.ThrowIfNull(histogram);
        if (histogram.IsConstant)
        {
            return new ThresholdLevel(method, histogram.PixelCount == 0 ? LevelOutcome.Empty : LevelOutcome.NotBimodal, float.NaN, Bimodality.None);
        }
        float value = method switch
        {
            LevelMethod.Mean => (float)MeanThreshold.Of(histogram),
            LevelMethod.Minimum => MinimumThreshold.Find(histogram).Value,
            LevelMethod.Isodata => IsodataThreshold.Find(histogram),
            LevelMethod.Otsu => OtsuThreshold.Find(histogram),
            LevelMethod.Li => LiThreshold.Find(histogram),
            LevelMethod.Triangle => TriangleThreshold.Find(histogram),
            LevelMethod.TwoGaussians => OptimalThreshold.Find(histogram, OptimalForm.Quadratic).Value,
            LevelMethod.TwoGaussiansEqualVariance => OptimalThreshold.Find(histogram, OptimalForm.EqualVariance).Value,
            _ => throw new ArgumentOutOfRangeException(nameof(method), method, "expected one of the methods of LevelMethod"),
        };
        return float.IsNaN(value)
            ? new ThresholdLevel(method, LevelOutcome.NotBimodal, float.NaN, Bimodality.None)
            : new ThresholdLevel(method, LevelOutcome.Found, value, Bimodality.At(histogram, value));
    }

    /// <summary>The level of one plane, over its own range of grey levels.</summary>
    public static ThresholdLevel Find(Plane<float> plane, LevelMethod method) => Find(Histogram.Of(plane), method);
}
