namespace CellCluster.Analysis;

/// <summary>Objects of a label image before they are filtered.</summary>
/// <param name="Threshold">How they came about; rule none: there are none.</param>
/// <param name="Size">The magnification class.</param>
/// <param name="Count">Largest id.</param>
/// <param name="IsFaint">Per id 0..Count: drop it as faint; null where nothing is faint.</param>
/// <param name="FaintCount">Candidates that were dropped as faint before they had an id.</param>
internal sealed record CandidateObjects(ThresholdProvenance Threshold, MagnificationClass Size, int Count, bool[]? IsFaint, int FaintCount)
{
    public static CandidateObjects None(ThresholdProvenance threshold) => new(threshold, MagnificationClass.Small, 0, null, 0);
}
