using CellCluster.Imaging;
using CellCluster.Plates;

namespace CellCluster.Pipeline;

/// <summary>Decides how a plate is treated: reads its layout and the model's card, checks that they fit, plans tiles, names the fingerprint.</summary>
/// <remarks>The same options over the same plate give the same plan on every silo; nothing here depends on lanes or memory.</remarks>
public static class RunPlanner
{
    /// <summary>Pixel sizes that differ by less are taken as equal.</summary>
    public const double PixelSizeTolerance = 0.02;

    private const int WindowPx = 256; // the source's scheme
    private const int StepPx = 226;

    /// <summary>Plans a plate. Reads the layout and up to 64 image headers.</summary>
    /// <param name="options">What was asked for.</param>
    /// <param name="facts">The model on the kind of device that the lanes have.</param>
    /// <exception cref="LayoutException">The folder cannot be understood.</exception>
    /// <exception cref="RunRefusedException">Model and plate do not fit.</exception>
    /// <exception cref="PlateUnreachableException">The plate's folder went away.</exception>
    public static RunPlan Plan(LabelOptions options, PredictorFacts facts)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(facts);
        PlateLayout layout = PlateLayoutReader.Read(options.Plate, options.Layout);
        ModelCard card = facts.Card;
        var remarks = new List<string>();
        CheckModality(options, layout, card, remarks);
        IReadOnlyList<FieldSource> sampled = SamplingOrder.Of(layout.PlateId, layout.Fields);
        (int Height, int Width)? size = FieldSizeSurvey.Measure(sampled, new FieldReader(layout.Folder));
        double? pixelSize = options.PixelSizeUm ?? layout.PixelSizeUm;
        double scale = PixelScale(options, card, pixelSize, remarks); // model pixels per plate pixel
        TilePlan? tiles = null;
        if (size is { } stored)
        {
            (int height, int width) = scale == 1 ? stored : Resampling.SizeFor(stored.Height, stored.Width, scale);
            tiles = options.Tiling == TilingKind.Exact
                ? TilePlan.Exact(height, width, facts.Geometry, facts.PreferredTilePx)
                : TilePlan.Overlapping(height, width, facts.Geometry, WindowPx, StepPx);
        }
        var model = new ModelReference(options.Model, RunFingerprints.OfFile(options.Model));
        return new RunPlan
        {
            Options = options,
            Layout = layout,
            Sampled = sampled,
            Card = card,
            Model = model,
            Profile = facts.Profile,
            FieldSize = size,
            Tiles = tiles,
            PixelSizeUm = pixelSize,
            SigmaScale = 1 / scale,
            Fingerprint = Fingerprint(options, layout, model, facts.Profile, tiles, pixelSize),
            Remarks = remarks,
        };
    }

    private static RunFingerprint Fingerprint(
        LabelOptions options, PlateLayout layout, ModelReference model, PredictorProfile profile, TilePlan? tiles, double? pixelSize) =>
        RunFingerprints.Of(new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["algorithm"] = RunFingerprints.AlgorithmVersion,
            ["weights"] = model.WeightsHash,
            ["predictor"] = $"{profile.Name} {profile.Version} {profile.Architecture}",
            ["tiles"] = tiles?.ToString() ?? "none",
            ["pixelSizeUm"] = pixelSize?.ToString("R") ?? "unknown",
            ["channel"] = options.Layout.Channel ?? "default",
            ["layout"] = Layout(options.Layout),
            ["plate"] = layout.PlateId,
            ["files"] = $"predicted {options.WritePredicted}, labels {options.WriteLabels}, objects {options.WriteObjects}",
            ["segmentation"] = LabelOptionsJson.Write(options.Segmentation),
        });

    // What decides which file a field is read from.
    private static string Layout(LayoutOptions layout)
    {
        string table = layout.FieldsCsv is { } csv ? $"table {RunFingerprints.OfFile(csv)}" : layout.Pattern ?? "recognised";
        return layout.Z is { } z ? $"{table}, z {z}" : table;
    }

    private static void CheckModality(LabelOptions options, PlateLayout layout, ModelCard card, List<string> remarks)
    {
        string? modality = options.Modality ?? layout.Modality;
        if (string.Equals(modality, card.Modality, StringComparison.OrdinalIgnoreCase))
        {
            return;
        }
        if (modality is null)
        {
            // Most layouts do not say how the light came through; a person who names a model knows what the plate is.
            remarks.Add($"The plate does not say its modality; it is taken as the model's, {card.Modality}.");
            return;
        }
        if (!options.AllowModality)
        {
            throw new RunRefusedException($"plate {layout.PlateId}: its modality is {modality}, the model {card.Name} was trained on {card.Modality}; choose another --model, or --allow-modality to label it all the same");
        }
        remarks.Add($"The plate's modality is {modality}, the model was trained on {card.Modality} (allowed by option): numbers may mean little.");
    }

    private static double PixelScale(LabelOptions options, ModelCard card, double? pixelSize, List<string> remarks)
    {
        if (card.PixelSizeUm is not { } model)
        {
            remarks.Add("The model was trained on a mixture of pixel sizes: planes are taken as they are.");
            return 1;
        }
        if (pixelSize is not { } plate)
        {
            throw new RunRefusedException($"plate {options.Plate}: its pixel size is unknown, the model {card.Name} expects {model:0.###} um; give --pixel-size");
        }
        double scale = plate / model;
        if (Math.Abs(scale - 1) <= PixelSizeTolerance)
        {
            return 1;
        }
        if (scale is < 0.1 or > 10)
        {
            throw new RunRefusedException($"plate {options.Plate}: its pixel size {plate:0.###} um and the model's {model:0.###} um differ by more than a factor of 10; check --pixel-size");
        }
        remarks.Add($"Planes of {plate:0.###} um are resampled to the model's {model:0.###} um and predictions back.");
        return scale;
    }
}

/// <summary>Model and plate do not fit; nothing was started.</summary>
public sealed class RunRefusedException(string message) : Exception(message);
