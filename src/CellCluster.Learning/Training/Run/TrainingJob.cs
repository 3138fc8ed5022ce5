using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using CellCluster.Analysis;
using CellCluster.Pipeline;
using TorchSharp;

namespace CellCluster.Learning;

/// <summary>What a training gave.</summary>
/// <param name="End">Why it ended.</param>
/// <param name="Card">The card that was written.</param>
/// <param name="Score">Whole validation fields.</param>
/// <param name="BestStep">The step whose weights were kept.</param>
/// <param name="ModelPath">The file.</param>
public sealed record TrainingOutcome(TrainingEnd End, ModelCard Card, ValidationScore Score, int BestStep, string ModelPath);

/// <summary>A training from pair tables to a model file: what <c>cellcluster train</c> does.</summary>
public static class TrainingJob
{
    /// <summary>Trains, scores whole validation fields, fits scale and offset, writes the model with its card and the loss record.</summary>
    /// <exception cref="TrainingInputException">The request cannot be carried out; nothing was written.</exception>
    /// <exception cref="PairTableException">A pair table or its images cannot be used; nothing was written.</exception>
    /// <exception cref="ModelFileException">The model to begin with cannot be used.</exception>
    public static TrainingOutcome Run(TrainingRequest request, Action<TrainingProgress>? progress, TimeProvider time, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(request);
        request.Check();
        return Run(request, TrainingSet.Read(request, cancel), progress, time, cancel);
    }

    internal static TrainingOutcome Run(
        TrainingRequest request, TrainingSet set, Action<TrainingProgress>? progress, TimeProvider time, CancellationToken cancel)
    {
        (IReadOnlyList<PairRow> trainRows, IReadOnlyList<PairRow> validateRows) = request.Validate.Split(set.Table);
        IReadOnlyList<TrainingField> validate = set.Of(validateRows);
        string run = RunText(request, set.Table);
        using Trainer trainer = new(request.Options, set.Of(trainRows), validate, InitialNetwork(request, set.Table.Organelles), time);
        string? checkpoint = CheckpointPath(request);
        if (checkpoint is not null && File.Exists(checkpoint))
        {
            if (!request.Resume)
            {
                throw new TrainingInputException($"checkpoint {checkpoint} is there already; add --resume to go on from it, or name another folder");
            }
            trainer.Resume(CheckpointFile.Read(checkpoint, run));
        }
        TrainingEnd end = trainer.Run(progress, checkpoint is null ? null : state => CheckpointFile.Write(checkpoint, state, run), cancel);
        if (end == TrainingEnd.Cancelled && checkpoint is not null)
        {
            throw new OperationCanceledException($"stopped at step {trainer.StepsDone}; {checkpoint} keeps what was done, go on with --resume", cancel);
        }
        ValidationScore score = ValidationScore.Of(trainer.Network, set.Table.Organelles, validate, new NucleiMatcher(request.PixelSizeUm).Match, CancellationToken.None);
        ModelCard card = CardOf(request, set.Table, score, trainRows.Count, trainer.StepsDone, trainer.BestStep);
        ModelFile.Save(request.Out, trainer.Network, card, request.HalfPrecision);
        LossRecord.WriteTable(Path.ChangeExtension(request.Out, ".losses.csv"), trainer.History);
        LossRecord.Draw(Path.ChangeExtension(request.Out, ".losses.png"), trainer.History, trainer.BestStep);
        ValidationTable.Write(Path.ChangeExtension(request.Out, ".validation.csv"), score);
        return new TrainingOutcome(end, card, score, trainer.BestStep, request.Out);
    }

    /// <summary>The checkpoint file of a request, or null without one.</summary>
    internal static string? CheckpointPath(TrainingRequest request) =>
        request.CheckpointFolder is null ? null : Path.Combine(request.CheckpointFolder, "checkpoint.safetensors");

    private static UNet? InitialNetwork(TrainingRequest request, IReadOnlyList<Organelle> organelles)
    {
        if (request.Init is null)
        {
            return null;
        }
        (UNet stored, ModelCard card) = ModelFile.Load(request.Init);
        using (stored)
        {
            if (!card.Outputs.Select(static o => o.Organelle).SequenceEqual(organelles))
            {
                throw new TrainingInputException(
                    $"--init {request.Init}: predicts {string.Join(", ", card.Outputs.Select(static o => o.Organelle.ToText()))}, the pairs have {string.Join(", ", organelles.Select(static o => o.ToText()))}; both must be the same");
            }
            if (!card.Network.Widths.SequenceEqual(request.Options.Widths))
            {
                throw new TrainingInputException(
                    $"--init {request.Init}: has widths {string.Join(',', card.Network.Widths)}, --widths says {string.Join(',', request.Options.Widths)}; name the file's");
            }
            UNet network = new(new NetworkShape(request.Options.Widths, request.Options.Dropout), organelles.Count, request.Options.Seed);
            using WeightSnapshot weights = WeightSnapshot.Of(stored);
            weights.CopyTo(network);
            return network;
        }
    }

    private static ModelCard CardOf(
        TrainingRequest request, PairTable table, ValidationScore score, int fieldCount, int steps, int bestStep)
    {
        SortedDictionary<string, double> metrics = new(StringComparer.Ordinal);
        OutputChannel[] outputs = new OutputChannel[table.Organelles.Count];
        for (int c = 0; c < outputs.Length; c++)
        {
            Organelle organelle = table.Organelles[c];
            outputs[c] = new OutputChannel(organelle, (float)score.Lines[c].Scale, (float)score.Lines[c].Offset);
            Add($"pearson.{organelle.ToText()}", score.MeanPearson(c));
        }
        Add("objectF1.nuclei", score.Objects?.F1 ?? double.NaN);
        Add("detectionF1.nuclei", score.Objects?.DetectionF1 ?? double.NaN);
        Add("validationFields", score.Fields.Count);
        return new ModelCard
        {
            Name = request.Name,
            Version = request.Version,
            Modality = request.Modality,
            Outputs = outputs,
            Network = new NetworkShape(request.Options.Widths, request.Options.Dropout),
            Normalisation = TrainingSet.NormalisationOf(request),
            PixelSizeUm = request.PixelSizeUm,
            Training = new TrainingRecord(
                request.DataCredit, request.Licence, request.Command, fieldCount, steps,
                string.Create(CultureInfo.InvariantCulture, $"held out {request.Validate.Text} ({score.Fields.Count} fields); weights of step {bestStep}")),
            Metrics = metrics,
        };

        void Add(string name, double value)
        {
            if (double.IsFinite(value))
            {
                metrics.Add(name, Math.Round(value, 4));
            }
        }
    }

    // What decides the weights; how long a sitting may take does not.
    internal static string RunText(TrainingRequest request, PairTable table)
    {
        string options = JsonSerializer.Serialize(request.Options with { MaxMinutes = 0, Patience = 0 });
        string rows = string.Join('\n', table.Rows.Select(static row => $"{row.Input}|{string.Join('|', row.Targets)}|{row.Well}|{row.Experiment}"));
        string fields = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(rows)))[..16];
        string targets = string.Join(',', request.Targets);
        return string.Create(CultureInfo.InvariantCulture, $"{options} validate {request.Validate.Text} illumination {request.IlluminationSigmaPx} targets [{targets}] init {request.Init} fields {fields}");
    }
}
