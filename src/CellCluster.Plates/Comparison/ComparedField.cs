using System.Text.Json.Serialization;
using CellCluster.Analysis;

namespace CellCluster.Plates;

/// <summary>One pair of planes of the same name, compared.</summary>
public sealed record ComparedField
{
    /// <summary>The file's name below both folders.</summary>
    public required string Name { get; init; }

    /// <summary>Its well, where the name says one.</summary>
    public WellId? Well { get; init; }

    /// <summary>Its field, where the name says one.</summary>
    public FieldIndex? Field { get; init; }

    /// <summary>What it is resampled with: its well, else itself; 0-based.</summary>
    public required int Cluster { get; init; }

    /// <summary>Pixels against pixels.</summary>
    public required PlaneAgreement Pixels { get; init; }

    /// <summary>Predicted objects against those of the stain.</summary>
    public required DetectionCurve Detection { get; init; }

    /// <summary>Which rule made the predicted mask; empty where labels were given.</summary>
    public string PredictedRule { get; init; } = "";

    /// <summary>Which rule made the mask of the stain.</summary>
    public string StainedRule { get; init; } = "";

    /// <summary>One number per metric of <see cref="ComparisonTable.Metrics"/>, of the predicted plane; NaN where undefined.</summary>
    public required IReadOnlyList<double> Predicted { get; init; }

    /// <summary>The same of the stain.</summary>
    public required IReadOnlyList<double> Stained { get; init; }

    /// <summary>One number per column of <see cref="ComparisonTable.Errors"/>: what the predicted plane misses; NaN where undefined.</summary>
    public IReadOnlyList<double> Errors { get; init; } = [];
}

/// <summary>A predicted and a stained object that were matched.</summary>
/// <param name="Pair">Their ids and overlap.</param>
/// <param name="Predicted">One number per column of <see cref="ComparisonTable.ObjectMetrics"/>.</param>
/// <param name="Stained">The same of the stained object.</param>
public sealed record ComparedObject(ObjectPair Pair, IReadOnlyList<double> Predicted, IReadOnlyList<double> Stained);

/// <summary>A file that could not be compared.</summary>
/// <param name="Name">Below the folders.</param>
/// <param name="Code">missing-predicted, missing-stained, missing-labels, unreadable, wrong-size or failed.</param>
/// <param name="Reason">For a person.</param>
public sealed record ComparisonGap(string Name, string Code, string Reason)
{
    /// <summary>Its well, where the name says one.</summary>
    [JsonIgnore]
    public WellId? Well { get; init; }

    /// <summary>Its field, where the name says one.</summary>
    [JsonIgnore]
    public FieldIndex? Field { get; init; }
}
