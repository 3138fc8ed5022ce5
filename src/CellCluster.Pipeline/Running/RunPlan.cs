using CellCluster.Analysis;
using CellCluster.Imaging;
using CellCluster.Plates;

namespace CellCluster.Pipeline;

/// <summary>Everything that is fixed for a plate before its first field is worked on. Immutable; the same on every silo.</summary>
public sealed record RunPlan
{
    private Dictionary<FieldKey, FieldSource>? _sources;

    /// <summary>What was asked for.</summary>
    public required LabelOptions Options { get; init; }

    /// <summary>The expected fields.</summary>
    public required PlateLayout Layout { get; init; }

    /// <summary>Expected fields in sampling order.</summary>
    public required IReadOnlyList<FieldSource> Sampled { get; init; }

    /// <summary>The model.</summary>
    public required ModelCard Card { get; init; }

    /// <summary>The model's file and the hash that the plate is pinned to.</summary>
    public required ModelReference Model { get; init; }

    /// <summary>The predictor that the plate is pinned to.</summary>
    public required PredictorProfile Profile { get; init; }

    /// <summary>(height, width) of the plate's planes as stored; null when no file of the plate can be read.</summary>
    public required (int Height, int Width)? FieldSize { get; init; }

    /// <summary>How a field is cut, at the model's pixel size; null without a field size.</summary>
    public required TilePlan? Tiles { get; init; }

    /// <summary>Micrometres per pixel of the plate's planes; null when unknown.</summary>
    public required double? PixelSizeUm { get; init; }

    /// <summary>Pixels of the plate per pixel of the model: 1 without pixel-size correction.</summary>
    public required double SigmaScale { get; init; }

    /// <summary>Identity of the run.</summary>
    public required RunFingerprint Fingerprint { get; init; }

    /// <summary>What a person should know of how the plate is treated.</summary>
    public IReadOnlyList<string> Remarks { get; init; } = [];

    /// <summary>Whether there are cells: one per nucleus, so only where the model predicts nuclei.</summary>
    public bool HasCells => Card.Outputs.Any(output => output.Organelle == Organelle.Nuclei);

    /// <summary>The batch's name.</summary>
    public string Batch => Options.Batch ?? Layout.PlateId;

    /// <summary>Where an expected field is read from.</summary>
    public FieldSource SourceOf(FieldKey key)
    {
        _sources ??= Layout.Fields.ToDictionary(field => field.Key);
        return _sources[key];
    }

    /// <summary>The step that makes the network's input.</summary>
    public FieldPreparation Preparation =>
        new(Card.Normalisation, Tiles is null ? null : (Tiles.Height, Tiles.Width), SigmaScale);

    /// <summary>What the ledger is told of the plate.</summary>
    public PlateDefinition Definition =>
        new(Layout.PlateId, Batch, Fingerprint, LabelOptionsJson.Write(Options), [.. Layout.Fields.Select(expected => expected.Key)]);
}
