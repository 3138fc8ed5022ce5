using System.CommandLine;
using System.Globalization;
using CellCluster.Analysis;
using CellCluster.Learning;
using CellCluster.Pipeline;

namespace CellCluster.Cli;

/// <summary><c>cellcluster train</c>: trains a network from pairs of transmitted light and stains.</summary>
internal static class TrainVerb
{
    /// <summary>The verb with its options.</summary>
    public static Command Create()
    {
        TrainOptions options = new();
        Command command = new("train", "Train a network from pairs of transmitted light and stains (docs/formats/pairs.md).");
        options.AddTo(command);
        command.SetAction((parsed, cancel) => Task.FromResult(Run(() => options.ToRequest(parsed), cancel)));
        return command;
    }

    private static int Run(Func<TrainingRequest> request, CancellationToken cancel)
    {
        try
        {
            TrainingOutcome outcome = TrainingJob.Run(request(), Report, TimeProvider.System, cancel);
            ReportOutcome(outcome);
            return 0;
        }
        catch (Exception fault) when (fault is TrainingInputException or PairTableException or ModelFileException or FormatException
            or IOException or UnauthorizedAccessException or OperationCanceledException)
        {
            Console.Error.WriteLine($"train: {fault.Message}");
            return 1;
        }
    }

    private static void Report(TrainingProgress progress)
    {
        string line = string.Create(
            CultureInfo.InvariantCulture,
            $"step {progress.Step}/{progress.Steps}  training {progress.TrainingLoss:F4}  rate {progress.LearningRate:G3}  left {progress.Left:hh\\:mm\\:ss}");
        if (progress.Validated is LossPoint point)
        {
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{line}  validation {point.ValidationLoss:F4}{(progress.IsBest ? " best" : "")}"));
        }
        else if (!Console.IsOutputRedirected)
        {
            Console.Write($"\r{line}   \r");
        }
    }

    private static void ReportOutcome(TrainingOutcome outcome)
    {
        Console.WriteLine($"ended: {outcome.End}; weights of step {outcome.BestStep}; {outcome.Score.Fields.Count} whole validation fields:");
        for (int c = 0; c < outcome.Score.Organelles.Count; c++)
        {
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {outcome.Score.Organelles[c].ToText()}: mean Pearson {outcome.Score.MeanPearson(c):F3}"));
        }
        if (outcome.Score.Objects is ObjectMatch objects)
        {
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  nuclei: F1 {objects.F1:F3} at IoU 0.5 ({objects.Predicted} found, {objects.Actual} there)"));
        }
        Console.WriteLine($"wrote {outcome.ModelPath}");
    }
}
