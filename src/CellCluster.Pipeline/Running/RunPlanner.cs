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
        PlateSurvey survey = Survey(options, facts.Card);
        TilePlan? tiles = null;
        if (survey.FieldSize is { } stored)
        {
            (int height, int width) = survey.Scale == 1 ? stored : Resampling.SizeFor(stored.Height, stored.Width, survey.Scale);
            tiles = options.Tiling == TilingKind.Exact
                ? TilePlan.Exact(height, width, facts.Geometry, facts.PreferredTilePx)
                : TilePlan.Overlapping(height, width, facts.Geometry, WindowPx, StepPx);
        }
        var parts = new Dictionary<string, string>(survey.Parts, StringComparer.Ordinal)
        {
            ["predictor"] = $"{facts.Profile.Name} {facts.Profile.Version} {facts.Profile.Architecture}",
            ["tiles"] = tiles?.ToString() ?? "none",
        };
        return new RunPlan
        {
            Options = options,
            Layout = survey.Layout,
            Sampled = survey.Sampled,
            Card = facts.Card,
            Model = survey.Model,
            Profile = facts.Profile,
            FieldSize = survey.FieldSize,
            Tiles = tiles,
            PixelSizeUm = survey.PixelSizeUm,
            SigmaScale = 1 / survey.Scale,
            Fingerprint = RunFingerprints.Of(parts),
            Remarks = survey.Remarks,
        };
    }

    /// <summary>What can be said of a plate before there is a lane for it: all but the predictor and its tiles.</summary>
    /// <param name="options">What was asked for.</param>
    /// <param name="card">The model's card.</param>
    /// <exception cref="LayoutException">The folder cannot be understood.</exception>
    /// <exception cref="RunRefusedException">Model and plate do not fit.</exception>
    /// <exception cref="PlateUnreachableException">The plate's folder went away.</exception>
    public static PlateSurvey Survey(LabelOptions options, ModelCard card)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(card);
        PlateLayout layout = PlateLayoutReader.Read(options.Plate, options.Layout);
        var remarks = new List<string>();
        CheckModality(options, layout, card, remarks);
        IReadOnlyList<FieldSource> sampled = SamplingOrder.Of(layout.PlateId, layout.Fields);
        (int Height, int Width)? size = FieldSizeSurvey.Measure(sampled, new FieldReader(layout.Folder));
        double? pixelSize = options.PixelSizeUm ?? layout.PixelSizeUm;
        double scale = PixelScale(options, card, pixelSize, remarks);
        var model = new ModelReference(options.Model, RunFingerprints.OfFile(options.Model));
        return new PlateSurvey(layout, sampled, size, pixelSize, scale, model, Parts(options, layout, model, pixelSize), remarks);
    }

    private static Dictionary<string, string> Parts(LabelOptions options, PlateLayout layout, ModelReference model, double? pixelSize) => new(StringComparer.Ordinal)
    {
        ["algorithm"] = RunFingerprints.AlgorithmVersion,
        ["weights"] = model.WeightsHash,
        ["pixelSizeUm"] = pixelSize?.ToString("R") ?? "unknown",
        ["channel"] = options.Layout.Channel ?? "default",
        ["layout"] = Layout(options.Layout),
        ["plate"] = layout.PlateId,
        ["files"] = $"predicted {options.WritePredicted}, labels {options.WriteLabels}, objects {options.WriteObjects}",
        ["segmentation"] = LabelOptionsJson.Write(options.Segmentation),
    };

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

/// <summary>A plate before it has a lane.</summary>
/// <param name="Layout">The expected fields.</param>
/// <param name="Sampled">The same in sampling order.</param>
/// <param name="FieldSize">(height, width) of the planes as stored; null when no file can be read.</param>
/// <param name="PixelSizeUm">Micrometres per pixel of the planes; null when unknown.</param>
/// <param name="Scale">Pixels of the model per pixel of the plate.</param>
/// <param name="Model">The model's file and hash.</param>
/// <param name="Parts">The fingerprint's parts but predictor and tiles.</param>
/// <param name="Remarks">What a person should know of how the plate is treated.</param>
public sealed record PlateSurvey(
    PlateLayout Layout,
    IReadOnlyList<FieldSource> Sampled,
    (int Height, int Width)? FieldSize,
    double? PixelSizeUm,
    double Scale,
    ModelReference Model,
    IReadOnlyDictionary<string, string> Parts,
    IReadOnlyList<string> Remarks);

/// <summary>Model and plate do not fit; nothing was started.</summary>
public sealed class RunRefusedException(string message) : Exception(message);
