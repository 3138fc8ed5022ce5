namespace CellCluster.Analysis;

/// <summary>How a detection went, in objects; counts of several fields add up.</summary>
/// <param name="TruePositives">Found objects with a partner.</param>
/// <param name="FalsePositives">Found objects without one.</param>
/// <param name="FalseNegatives">Reference objects without one.</param>
public readonly record struct DetectionCounts(int TruePositives, int FalsePositives, int FalseNegatives)
{
    /// <summary>Whether there is an object on either side. Where not, F1 is 1 by convention and says nothing: leave such fields out of means.</summary>
    public bool HasObjects => TruePositives + FalsePositives + FalseNegatives > 0;

    /// <summary>2 TP / (2 TP + FP + FN), 0..1; 1 where there is nothing to find and nothing was found.</summary>
    public double F1 => HasObjects ? 2.0 * TruePositives / ((2.0 * TruePositives) + FalsePositives + FalseNegatives) : 1;

    /// <summary>TP / (TP + FP); NaN where nothing was found.</summary>
    public double Precision => (double)TruePositives / (TruePositives + FalsePositives);

    /// <summary>TP / (TP + FN); NaN where there is nothing to find.</summary>
    public double Recall => (double)TruePositives / (TruePositives + FalseNegatives);

    /// <summary>Sums two fields.</summary>
    public static DetectionCounts operator +(DetectionCounts a, DetectionCounts b) =>
        new(a.TruePositives + b.TruePositives, a.FalsePositives + b.FalsePositives, a.FalseNegatives + b.FalseNegatives);

    /// <summary>Sums two fields.</summary>
    public static DetectionCounts Add(DetectionCounts left, DetectionCounts right) => left + right;
}
