using CellCluster.Imaging;
using CellCluster.Plates;

namespace CellCluster.Pipeline;

/// <summary>What the report of a run says beside its numbers.</summary>
internal static class PlateReport
{
    private const int ThumbnailPx = 380;
    private static readonly (byte, byte, byte) s_outline = (255, 196, 0);

    public static ReportFacts Facts(RunPlan plan, RunRecord run, DriftSummary? drift) => new()
    {
        Format = plan.Layout.Format,
        Model = $"{plan.Card.Name} {plan.Card.Version}",
        Modality = plan.Options.Modality ?? plan.Layout.Modality ?? "",
        PixelSizeUm = plan.PixelSizeUm,
        CreatedAt = run.EndedAt,
        Highlights =
        [
            new ReportFact("Duration", run.WallSeconds < 120 ? $"{run.WallSeconds:0.0} s" : $"{run.WallSeconds / 60:0.0} min"),
            new ReportFact("Throughput", $"{run.MegapixelsPerSecond:0.00} Mpx/s"),
        ],
        Run =
        [
            new ReportFact("Recognised as", plan.Layout.RecognisedAs),
            new ReportFact("Predictor", $"{plan.Profile.Name}, {plan.Profile.Version}, {plan.Profile.Architecture}"),
            new ReportFact("Weights (SHA-256)", plan.Fingerprint.Parts["weights"]),
            new ReportFact("Run fingerprint", plan.Fingerprint.Hash),
            new ReportFact("Machine", $"{run.Machine.Processor}, {run.Machine.LogicalProcessors} processors, {run.Machine.OperatingSystem}"),
            new ReportFact("Version", $"CellCluster {run.Version}, {run.Machine.Runtime}"),
            .. Training(plan.Card),
        ],
        Remarks = run.Remarks,
        Drift = drift is null
            ? null
            : $"Not calibrated: no reference of the model is at hand, so no verdict is given. Embeddings of {drift.FieldCount} fields of {drift.PlateCount} plate(s) in batch {drift.Batch} are stored for one.",
        Tiling = plan.Tiles is { } tiles ? Describe(tiles) : null,
    };

    /// <summary>Fields with the outlines of the first organelle; none where no label image was written or a file cannot be read any more.</summary>
    public static IReadOnlyList<ReportThumbnail> Thumbnails(RunPlan plan, OutputFolder output, FieldChoice choice)
    {
        if (!plan.Options.WriteLabels)
        {
            return [];
        }
        var reader = new FieldReader(plan.Options.Plate);
        string organelle = Analysis.OrganelleNames.All[(int)plan.Card.Outputs[0].Organelle];
        var thumbnails = new List<ReportThumbnail>();
        foreach ((FieldKey key, string role) in choice.Choose())
        {
            try
            {
                if (reader.Read(plan.SourceOf(key), plan.FieldSize).Plane is { } raw)
                {
                    using (raw)
                    using (var labels = (Plane<uint>)ImageFile.Read(output.In($"labels/{key.FileName(organelle)}")))
                    {
                        (int height, int width, byte[] rgb) = FieldPicture.Render(raw, labels, ThumbnailPx, s_outline);
                        thumbnails.Add(new ReportThumbnail(key, $"{role}; outlines: {organelle}", ImageFile.EncodePngRgb(height, width, rgb)));
                    }
                }
            }
            catch (Exception error) when (error is PlateUnreachableException or IOException or UnauthorizedAccessException or ImageFormatException)
            {
                // The numbers are in the ledger and complete without this picture; a later start would not have it either.
            }
        }
        return thumbnails;
    }

    private static string Describe(TilePlan tiles) => tiles.Kind == TilingKind.Exact
        ? $"{tiles.Tiles.Count} tile(s) of {tiles.OuterHeight}x{tiles.OuterWidth} px per field, exact: joined cores equal the network on the whole field, seams are zero by construction."
        : $"{tiles.Tiles.Count} windows of {tiles.OuterHeight} px per field with kept centres: seams remain and are listed.";

    private static IEnumerable<ReportFact> Training(ModelCard card) =>
        card.Training is { } training ? [new ReportFact("Model trained on", $"{training.Data} ({training.Licence})")] : [];
}
