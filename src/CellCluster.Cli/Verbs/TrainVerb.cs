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
    public static Command Create(CliServices services)
    {
        TrainOptions options = new();
        Command command = new("train", "Train a network from pairs of transmitted light and stains (docs/formats/pairs.md).");
        options.AddTo(command);
        CommandTree.WithExamples(command,
        [
            "cellcluster train --pairs plate/pairs.csv --out my-model.safetensors --modality dic --steps 500",
            "cellcluster train --pairs a/pairs.csv --pairs b/pairs.csv --out m.safetensors --modality dic --validate experiment=B --checkpoint run --resume",
            "cellcluster train --pairs pairs.csv --out runs --modality brightfield --leave-out all",
        ]);
        command.SetAction((parsed, cancel) => Task.FromResult((int)Run(options, parsed, services, cancel)));
        return command;
    }

    private static ExitCode Run(TrainOptions options, ParseResult parsed, CliServices services, CancellationToken cancel)
    {
        Terminal terminal = services.Terminal;
        Action<TrainingProgress> report = progress => Report(progress, terminal);
        try
        {
            TrainingRequest request = options.ToRequest(parsed);
            if (options.LeaveOut(parsed) is { } experiments)
            {
                LeaveOneOutRun(request, experiments.Count == 0 ? null : experiments, report, services, cancel);
            }
            else
            {
                ReportOutcome(TrainingJob.Run(request, report, services.Time, cancel), terminal.Output);
            }
            return ExitCode.Complete;
        }
        catch (Exception fault) when (CodeOf(fault) is ExitCode code)
        {
            terminal.Error.WriteLine($"error: {fault.Message.ReplaceLineEndings(" ")}");
            return code;
        }
    }

    private static ExitCode? CodeOf(Exception fault) => fault switch
    {
        TrainingInputException or PairTableException or FormatException => ExitCode.BadUsage,
        ModelFileException => ExitCode.ModelUnusable,
        IOException or UnauthorizedAccessException => ExitCode.OutputUnusable,
        OperationCanceledException => ExitCode.Interrupted,
        _ => null,
    };

    private static void LeaveOneOutRun(
        TrainingRequest request, IReadOnlyList<string>? experiments, Action<TrainingProgress> report, CliServices services, CancellationToken cancel)
    {
        Action<string, bool> begin = (name, finished) => services.Terminal.Error.WriteLine($"without {name}{(finished ? ": finished before" : "")}");
        LeaveOneOut.Run(request, experiments, begin, report, services.Time, cancel);
        string table = Path.Combine(request.Out, LeaveOneOut.TableName);
        services.Terminal.Output.Write(File.ReadAllText(table));
        services.Terminal.Output.WriteLine($"wrote {table}");
    }

    private static void Report(TrainingProgress progress, Terminal terminal)
    {
        string line = string.Create(
            CultureInfo.InvariantCulture,
            $"step {progress.Step}/{progress.Steps}  training {progress.TrainingLoss:F4}  rate {progress.LearningRate:G3}  left {progress.Left:hh\\:mm\\:ss}");
        if (progress.Validated is LossPoint point)
        {
            terminal.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{line}  validation {point.ValidationLoss:F4}{(progress.IsBest ? " best" : "")}"));
        }
        else if (terminal.IsInteractive)
        {
            terminal.Error.Write($"\r{line}   \r");
        }
    }

    private static void ReportOutcome(TrainingOutcome outcome, TextWriter output)
    {
        output.WriteLine($"ended: {outcome.End}; weights of step {outcome.BestStep}; {outcome.Score.Fields.Count} whole validation fields:");
        for (int c = 0; c < outcome.Score.Organelles.Count; c++)
        {
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {outcome.Score.Organelles[c].ToText()}: mean Pearson {outcome.Score.MeanPearson(c):F3}"));
        }
        if (outcome.Score.Objects is ObjectMatch objects)
        {
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  nuclei: F1 {objects.F1:F3} at IoU 0.5 ({objects.Predicted} found, {objects.Actual} there), F1 {objects.DetectionF1:F3} by centroids"));
        }
        output.WriteLine($"wrote {outcome.ModelPath}");
    }
}
