using CellCluster.Pipeline;
using CellCluster.Plates;

namespace CellCluster.Cli;

/// <summary>Files of one name in both folders, and their label images where those are given.</summary>
/// <param name="Name">The predicted file's name below its folder: the pair's identity in every table.</param>
/// <param name="Predicted">Predicted plane.</param>
/// <param name="Stained">Stained plane.</param>
/// <param name="PredictedLabels">Null to segment.</param>
/// <param name="StainedLabels">Null to segment.</param>
/// <param name="Cluster">What it is resampled with, 0-based.</param>
internal sealed record PlanePair(string Name, SetImage Predicted, SetImage Stained, SetImage? PredictedLabels, SetImage? StainedLabels, int Cluster)
{
    /// <summary>A gap of this pair.</summary>
    public ComparisonGap Gap(string code, string reason) => new(Name, code, reason) { Well = Predicted.Place.Well, Field = Predicted.Place.Field };
}
