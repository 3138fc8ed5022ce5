using System.Globalization;
using CellCluster.Analysis;
using CellCluster.Pipeline;

namespace CellCluster.Learning;

/// <summary>Trains once per experiment, each time without it, and scores it: how well a network does on a batch it has never seen.</summary>
/// <remarks>
/// Writes into a folder, per experiment, the model <c>NAME.safetensors</c> with its records and the checkpoint <c>NAME.checkpoint/</c>, and after each
/// <c>leave-one-out.csv</c>. A run that was interrupted goes on when it is started again: finished experiments are skipped, the one under way is resumed.
/// </remarks>
public static class LeaveOneOut
{
    /// <summary>Name of the table of figures.</summary>
    public const string TableName = "leave-one-out.csv";

    /// <summary>Trains and scores the experiments.</summary>
    /// <param name="request">Its <see cref="TrainingRequest.Out"/> is the folder; its hold-out, checkpoint and resume are set per experiment.</param>
    /// <param name="experiments">Which; null for all of the tables.</param>
    /// <param name="begin">Told before each experiment: its name, and whether it is finished already.</param>
    /// <returns>The cards in the order of the tables.</returns>
    /// <exception cref="TrainingInputException">The request cannot be carried out, or the folder holds runs with other options.</exception>
    public static IReadOnlyList<(string Experiment, ModelCard Card)> Run(
        TrainingRequest request,
        IReadOnlyList<string>? experiments,
        Action<string, bool>? begin,
        Action<TrainingProgress>? progress,
        TimeProvider time,
        CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(request);
        Directory.CreateDirectory(request.Out);
        (request with { Out = Path.Combine(request.Out, "model.safetensors") }).Check();
        TrainingSet set = TrainingSet.Read(request, cancel);
        string[] there = set.Table.Rows.Select(static row => row.Experiment).Distinct(StringComparer.Ordinal).ToArray();
        string[] wanted = experiments is null ? there : experiments.ToArray();
        if (wanted.Except(there, StringComparer.Ordinal).ToArray() is { Length: > 0 } unknown)
        {
            throw new TrainingInputException($"--leave-out: experiment {string.Join(", ", unknown)} is not in {set.Table.Path}; it has {string.Join(", ", there)}");
        }
        if (there.Length < 2)
        {
            throw new TrainingInputException($"--leave-out: {set.Table.Path} has the experiment {there[0]} only; at least two are needed");
        }
        List<(string Experiment, ModelCard Card)> cards = [];
        foreach (string experiment in wanted)
        {
            TrainingRequest one = RequestFor(request, experiment);
            bool finished = IsFinished(one, set);
            begin?.Invoke(experiment, finished);
            cards.Add((experiment, finished ? ModelFile.ReadCard(one.Out) : TrainingJob.Run(one, set, progress, time, cancel).Card));
            WriteTable(Path.Combine(request.Out, TableName), set.Table.Organelles, cards);
        }
        return cards;
    }

    private static TrainingRequest RequestFor(TrainingRequest request, string experiment)
    {
        if (experiment.AsSpan().IndexOfAny(Path.GetInvalidFileNameChars()) >= 0 || experiment is "." or "..")
        {
            throw new TrainingInputException($"--leave-out: '{experiment}' cannot be a file name; rename the experiment in the pair table");
        }
        return request with
        {
            Name = $"{request.Name}-without-{experiment}",
            Out = Path.Combine(request.Out, $"{experiment}.safetensors"),
            Validate = HoldOut.Experiments(experiment),
            CheckpointFolder = Path.Combine(request.Out, $"{experiment}.checkpoint"),
            Resume = true,
        };
    }

    private static bool IsFinished(TrainingRequest request, TrainingSet set)
    {
        // The validation table is written last.
        if (!File.Exists(Path.ChangeExtension(request.Out, ".validation.csv")))
        {
            return false;
        }
        string found = CheckpointFile.RunOf(TrainingJob.CheckpointPath(request)!);
        string expected = TrainingJob.RunText(request, set.Table);
        return string.Equals(found, expected, StringComparison.Ordinal)
            ? true
            : throw new TrainingInputException($"{request.Out} comes from another run; found {found}, expected {expected}. Use the same options and pairs, or another folder");
    }

    private static void WriteTable(string path, IReadOnlyList<Organelle> organelles, IReadOnlyList<(string Experiment, ModelCard Card)> cards)
    {
        string[] metrics = [.. organelles.Select(static o => $"pearson.{o.ToText()}"), "objectF1.nuclei", "detectionF1.nuclei"];
        IEnumerable<string> rows = cards.Select(one => string.Join(',', [
            one.Experiment,
            one.Card.Metrics["validationFields"].ToString(CultureInfo.InvariantCulture),
            .. metrics.Select(name => one.Card.Metrics.TryGetValue(name, out double value) ? value.ToString(CultureInfo.InvariantCulture) : ""),
        ]));
        File.WriteAllLines(path, [$"experiment,fields,{string.Join(',', metrics.Select(static name => name.Replace('.', '_')))}", .. rows]);
    }
}
