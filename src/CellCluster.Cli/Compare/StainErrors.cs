using CellCluster.Analysis;
using CellCluster.Imaging;
using CellCluster.Plates;

namespace CellCluster.Cli;

/// <summary>What a predicted plane misses of the stain, as columns of a comparison: for nuclei texture and rim, for others nothing yet.</summary>
internal static class StainErrors
{
    private static readonly MeasuredColumn<NuclearStainError>[] s_nuclei =
    [
        new("texture_error", "Error of texture", "of the stain's detail", error => error.TextureError),
        new("texture_share", "Texture kept", "of the stain's detail", error => error.TextureShare),
        new("rim_error", "Error of the rim", "of the stain's gradient", error => error.RimError),
        new("rim_width_ratio", "Width of the rim", "predicted / stained", error => error.RimWidthRatio),
        new("rim_width_predicted_px", "Predicted width of the rim", "px", error => error.RimWidthPredictedPx),
        new("rim_width_stained_px", "Stained width of the rim", "px", error => error.RimWidthStainedPx),
    ];

    /// <summary>The columns of an organelle.</summary>
    public static IReadOnlyList<MetricColumn> Columns(Organelle organelle) =>
        organelle == Organelle.Nuclei ? [.. s_nuclei.Select(column => new MetricColumn(column.Name, column.Title, column.Unit))] : [];

    /// <summary>One number per column, on the objects of the stain.</summary>
    public static IReadOnlyList<double> Of(Organelle organelle, Plane<float> predicted, Plane<float> stained, Plane<uint> labels)
    {
        if (organelle != Organelle.Nuclei)
        {
            return [];
        }
        NuclearStainError error = NuclearStainError.Of(predicted, stained, labels);
        return [.. s_nuclei.Select(column => column.Value(error))];
    }
}
