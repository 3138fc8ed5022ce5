using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using CellCluster.Learning;

namespace CellCluster.Cli;

/// <summary>The options of <c>cellcluster train</c> and how they become a request.</summary>
internal sealed class TrainOptions
{
    private static readonly TrainingOptions s_defaults = new();

    private readonly Option<string[]> _pairs = new("--pairs") { Description = "Pair table; may be given several times.", Required = true };
    private readonly Option<string> _out = new("--out") { Description = "Model file to write (.safetensors).", Required = true };
    private readonly Option<string?> _init = new("--init") { Description = "Model file to begin with." };
    private readonly Option<string?> _columns = new("--columns") { Description = "Header names, as input=brightfield,nuclei=dapi." };
    private readonly Option<string> _validate = new("--validate") { Description = "experiment=NAME[,NAME], well=NAME[,NAME] or wells=SHARE. Default wells=0.2." };
    private readonly Option<string?> _name = new("--name") { Description = "Name in the card. Default: the file's name." };
    private readonly Option<string> _version = new("--model-version") { Description = "Version in the card. Default 1.0." };
    private readonly Option<string> _modality = new("--modality") { Description = "dic, brightfield or phase.", Required = true };
    private readonly Option<double?> _pixelSize = new("--pixel-size") { Description = "um per pixel of all pairs; leave out for a mixture." };
    private readonly Option<double> _illumination = new("--illumination-sigma") { Description = "px; correct uneven illumination by a Gaussian this wide. Default 0: none." };
    private readonly Option<string[]> _targets = new("--target") { Description = "Transform of a stain, as golgi=clip:90 or golgi=rolling-ball:25; may be given several times." };
    private readonly Option<string> _widths = new("--widths") { Description = "Feature channels per level. Default 16,32,64,128,256." };
    private readonly Option<int> _crop = Number("--crop", "Side of a crop, px.", s_defaults.CropPx);
    private readonly Option<int> _batch = Number("--batch", "Crops in a step.", s_defaults.BatchSize);
    private readonly Option<int> _steps = Number("--steps", "Optimiser steps.", s_defaults.Steps);
    private readonly Option<double> _maxMinutes = Number("--max-minutes", "Stop after this time; 0 for no limit.", s_defaults.MaxMinutes);
    private readonly Option<long> _seed = Number("--seed", "Decides everything random.", s_defaults.Seed);
    private readonly Option<LossKind> _loss = Number("--loss", "mse, pearson or both.", s_defaults.Loss);
    private readonly Option<double> _weight = Number("--weight", "Weight of 1 - Pearson in the sum of both, 0..1.", s_defaults.PearsonWeight);
    private readonly Option<double> _rate = Number("--lr", "Peak learning rate.", s_defaults.LearningRate);
    private readonly Option<int> _warmup = Number("--warmup", "Steps of the rise of the learning rate.", s_defaults.WarmupSteps);
    private readonly Option<double> _l1 = Number("--l1", "Factor of sum |w|.", s_defaults.L1);
    private readonly Option<double> _l2 = Number("--l2", "Factor of sum w^2 / 2.", s_defaults.L2);
    private readonly Option<double> _decay = Number("--weight-decay", "Decoupled weight decay.", s_defaults.WeightDecay);
    private readonly Option<double> _dropout = Number("--dropout", "Share of feature values dropped.", s_defaults.Dropout);
    private readonly Option<int> _patience = Number("--patience", "Validations without a new best before stopping; 0 never.", s_defaults.Patience);
    private readonly Option<int> _validateEvery = Number("--validate-every", "Steps between validations and checkpoints.", s_defaults.ValidateEvery);
    private readonly Option<int> _validationCrops = Number("--validation-crops", "Most crops of a validation.", s_defaults.ValidationCrops);
    private readonly Option<bool> _noTurns = new("--no-turns") { Description = "Neither mirror nor turn crops: for light from one direction (DIC) that never changes." };
    private readonly Option<int> _threads = Number("--threads", "Threads; runs repeat bit for bit with 1.", s_defaults.Threads);
    private readonly Option<bool> _half = new("--half") { Description = "Store float16." };
    private readonly Option<string> _licence = new("--licence") { Description = "Licence of the training data, for the card." };
    private readonly Option<string> _credit = new("--data-credit") { Description = "The training data and whom to credit, for the card." };
    private readonly Option<string?> _checkpoint = new("--checkpoint") { Description = "Folder for the checkpoint." };
    private readonly Option<bool> _resume = new("--resume") { Description = "Go on from the checkpoint." };

    private readonly Option<string?> _leaveOut = new("--leave-out") { Description = "all, or NAME[,NAME]: train once per experiment without it, into the folder --out; started again, it goes on." };

    public void AddTo(Command command)
    {
        foreach (Option option in (Option[])[
            _pairs, _out, _init, _columns, _validate, _name, _version, _modality, _pixelSize, _illumination, _targets, _widths, _crop, _batch, _steps,
            _maxMinutes, _seed, _loss, _weight, _rate, _warmup, _l1, _l2, _decay, _dropout, _patience, _validateEvery, _validationCrops, _noTurns,
            _threads, _half, _licence, _credit, _checkpoint, _resume, _leaveOut])
        {
            command.Options.Add(option);
        }
    }

    /// <summary>The experiments to leave out one by one: empty for all, null when a single training is asked for.</summary>
    public IReadOnlyList<string>? LeaveOut(ParseResult parsed)
    {
        if (parsed.GetValue(_leaveOut) is not string text)
        {
            return null;
        }
        if (parsed.GetValue(_validate) is not null || parsed.GetValue(_checkpoint) is not null || parsed.GetValue(_resume))
        {
            throw new TrainingInputException("--leave-out decides what validates and where checkpoints lie; leave out --validate, --checkpoint and --resume");
        }
        return text == "all" ? [] : text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
    }

    /// <exception cref="FormatException">An option is not of its form.</exception>
    public TrainingRequest ToRequest(ParseResult parsed) => new()
    {
        Pairs = parsed.GetValue(_pairs) ?? [],
        Columns = parsed.GetValue(_columns) is string columns ? PairColumns.Parse(columns) : PairColumns.Default,
        Validate = HoldOut.Parse(parsed.GetValue(_validate) ?? "wells=0.2"),
        Out = parsed.GetValue(_out)!,
        Init = parsed.GetValue(_init),
        Name = parsed.GetValue(_name) ?? Path.GetFileNameWithoutExtension(parsed.GetValue(_out)!),
        Version = parsed.GetValue(_version) ?? "1.0",
        Modality = parsed.GetValue(_modality)!,
        PixelSizeUm = parsed.GetValue(_pixelSize),
        IlluminationSigmaPx = parsed.GetValue(_illumination),
        Targets = (parsed.GetValue(_targets) ?? []).Select(TargetTransform.Parse).ToArray(),
        HalfPrecision = parsed.GetValue(_half),
        Licence = parsed.GetValue(_licence) ?? "not stated",
        DataCredit = parsed.GetValue(_credit) ?? "not stated",
        Command = CommandText(parsed),
        CheckpointFolder = parsed.GetValue(_checkpoint),
        Resume = parsed.GetValue(_resume),
        Options = TrainingOf(parsed),
    };

    private TrainingOptions TrainingOf(ParseResult parsed) => new()
    {
        Widths = parsed.GetValue(_widths) is string widths ? ParseWidths(widths) : s_defaults.Widths,
        Dropout = parsed.GetValue(_dropout),
        CropPx = parsed.GetValue(_crop),
        BatchSize = parsed.GetValue(_batch),
        Steps = parsed.GetValue(_steps),
        MaxMinutes = parsed.GetValue(_maxMinutes),
        Seed = parsed.GetValue(_seed),
        Loss = parsed.GetValue(_loss),
        PearsonWeight = parsed.GetValue(_weight),
        LearningRate = parsed.GetValue(_rate),
        WarmupSteps = parsed.GetValue(_warmup),
        L1 = parsed.GetValue(_l1),
        L2 = parsed.GetValue(_l2),
        WeightDecay = parsed.GetValue(_decay),
        Patience = parsed.GetValue(_patience),
        ValidateEvery = parsed.GetValue(_validateEvery),
        ValidationCrops = parsed.GetValue(_validationCrops),
        Augmentation = parsed.GetValue(_noTurns) ? new AugmentationOptions { Flips = false, QuarterTurns = false } : new AugmentationOptions(),
        Threads = parsed.GetValue(_threads),
    };

    private static int[] ParseWidths(string text)
    {
        string[] parts = text.Split(',');
        int[] widths = new int[parts.Length];
        for (int i = 0; i < parts.Length; i++)
        {
            if (!int.TryParse(parts[i], NumberStyles.Integer, CultureInfo.InvariantCulture, out widths[i]))
            {
                throw new FormatException($"--widths {text}: '{parts[i]}' is no whole number; 16,32,64,128,256 is an example");
            }
        }
        return widths;
    }

    private static Option<T> Number<T>(string name, string description, T standard) => new(name)
    {
        Description = string.Create(CultureInfo.InvariantCulture, $"{description} Default {standard}."),
        DefaultValueFactory = _ => standard,
    };

    // File names only: a card travels, the folders of the machine that trained do not. Tables of one name are said once.
    private static string CommandText(ParseResult parsed)
    {
        List<string> words = ["cellcluster"];
        HashSet<string> tables = new(StringComparer.Ordinal);
        int tableCount = 0;
        foreach (Token token in parsed.Tokens)
        {
            string word = token.Value.Contains('/') && !token.Value.Contains(' ') ? Path.GetFileName(token.Value) : token.Value; // a credit may hold both
            word = word.Contains(' ') ? $"'{word}'" : word;
            if (words[^1] == "--pairs")
            {
                tableCount++;
                if (!tables.Add(word))
                {
                    words.RemoveAt(words.Count - 1);
                    continue;
                }
            }
            words.Add(word);
        }
        return string.Join(' ', words) + (tableCount > tables.Count ? $" ({tableCount} tables)" : "");
    }
}
