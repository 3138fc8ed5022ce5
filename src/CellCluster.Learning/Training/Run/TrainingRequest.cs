namespace CellCluster.Learning;

/// <summary>What to train, from which pairs, and what to write.</summary>
public sealed record TrainingRequest
{
    /// <summary>One or more pair tables; an experiment stands in one of them only.</summary>
    public required IReadOnlyList<string> Pairs { get; init; }

    /// <summary>Header names of all tables.</summary>
    public PairColumns Columns { get; init; } = PairColumns.Default;

    /// <summary>What validates.</summary>
    public required HoldOut Validate { get; init; }

    /// <summary>The model file; <c>.losses.csv</c>, <c>.losses.png</c> and <c>.validation.csv</c> are written beside it.</summary>
    public required string Out { get; init; }

    /// <summary>A model file to begin with, or null for random weights.</summary>
    public string? Init { get; init; }

    /// <summary>How to train.</summary>
    public TrainingOptions Options { get; init; } = new();

    /// <summary>Changes of the stains before they are normalised, at most one per organelle.</summary>
    public IReadOnlyList<TargetTransform> Targets { get; init; } = [];

    /// <summary>Name in the card.</summary>
    public required string Name { get; init; }

    /// <summary>Version in the card. Default 1.0.</summary>
    public string Version { get; init; } = "1.0";

    /// <summary>dic, brightfield or phase.</summary>
    public required string Modality { get; init; }

    /// <summary>um per pixel of all pairs; null for a mixture.</summary>
    public double? PixelSizeUm { get; init; }

    /// <summary>Sigma of the wide Gaussian of the illumination correction, px; 0 for none. Default 0.</summary>
    public double IlluminationSigmaPx { get; init; }

    /// <summary>Store the weights as float16.</summary>
    public bool HalfPrecision { get; init; }

    /// <summary>The training data and whom to credit, for the card.</summary>
    public string DataCredit { get; init; } = "not stated";

    /// <summary>Licence of the training data, for the card.</summary>
    public string Licence { get; init; } = "not stated";

    /// <summary>The command, for the card.</summary>
    public string Command { get; init; } = "";

    /// <summary>Folder of the checkpoint, or null for none.</summary>
    public string? CheckpointFolder { get; init; }

    /// <summary>Go on from the checkpoint if there is one.</summary>
    public bool Resume { get; init; }

    /// <summary>Modalities a card may name.</summary>
    public static IReadOnlyList<string> Modalities { get; } = ["dic", "brightfield", "phase"];

    /// <summary>Throws when the request cannot be carried out; images and tables are not opened.</summary>
    /// <exception cref="TrainingInputException">All faults at once.</exception>
    public void Check()
    {
        List<string> faults = [.. Options.Faults()];
        Require(Pairs.Count > 0, "no pair table is named; --pairs PAIRS.csv is expected");
        Require(Modalities.Contains(Modality, StringComparer.Ordinal), $"modality '{Modality}' is none of {string.Join(", ", Modalities)}");
        Require(PixelSizeUm is null or > 0, $"pixel size {PixelSizeUm} um is not above 0");
        Require(IlluminationSigmaPx >= 0 && double.IsFinite(IlluminationSigmaPx), $"illumination sigma {IlluminationSigmaPx} px is below 0");
        Require(Targets.Select(static t => t.Organelle).Distinct().Count() == Targets.Count, "an organelle has two target transforms");
        Require(!Resume || CheckpointFolder is not null, "--resume needs --checkpoint DIR");
        Require(Init is null || File.Exists(Init), $"--init {Init}: no such file");
        string? folder = Path.GetDirectoryName(Path.GetFullPath(Out));
        Require(folder is null || Directory.Exists(folder), $"--out {Out}: folder {folder} is not there; create it first");
        if (faults.Count > 0)
        {
            throw new TrainingInputException(string.Join("; ", faults));
        }

        void Require(bool holds, string fault)
        {
            if (!holds)
            {
                faults.Add(fault);
            }
        }
    }
}
