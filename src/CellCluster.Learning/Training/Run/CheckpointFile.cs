using System.Text.Json;
using CellCluster.Pipeline;
using static TorchSharp.torch;

namespace CellCluster.Learning;

/// <summary>A checkpoint as one safetensors file, float32: replaced as a whole, so a killed run leaves the one before.</summary>
/// <remarks>
/// Tensors <c>weights.NAME</c>, <c>best.NAME</c>, <c>adam.mean.NAME</c>, <c>adam.square.NAME</c>; the counters are JSON under the metadata key
/// <c>checkpoint</c>; the key <c>run</c> holds what decides the numbers (options, fields), which a resumed run must share.
/// </remarks>
internal static class CheckpointFile
{
    private const string StateKey = "checkpoint";
    private const string RunKey = "run";

    private sealed record State(int Step, double BestLoss, int BestStep, int SinceBest, double Seconds, IReadOnlyList<LossPoint> History);

    /// <summary>Writes the file.</summary>
    /// <param name="run">What decides the numbers, as text.</param>
    public static void Write(string path, TrainingCheckpoint checkpoint, string run)
    {
        List<NamedWeights> tensors = [];
        Add("weights.", checkpoint.Weights.Tensors.Select(static t => (t.Key, t.Value)));
        Add("best.", checkpoint.Best.Tensors.Select(static t => (t.Key, t.Value)));
        Add("", checkpoint.Moments);
        EarlyStopping stopping = checkpoint.Stopping;
        State state = new(checkpoint.Step, stopping.BestLoss, stopping.BestStep, stopping.SinceBest, checkpoint.Seconds, checkpoint.History);
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        SafetensorsWriter.Write(
            path, tensors, new SortedDictionary<string, string>(StringComparer.Ordinal) { [StateKey] = JsonSerializer.Serialize(state), [RunKey] = run }, WeightType.Float32);

        void Add(string prefix, IEnumerable<(string Name, Tensor Values)> entries)
        {
            foreach ((string name, Tensor values) in entries)
            {
                tensors.Add(new NamedWeights(prefix + name, values.shape, values.data<float>().ToArray()));
            }
        }
    }

    /// <summary>What decided the numbers of the run that wrote the file; empty where the file does not say.</summary>
    /// <exception cref="TrainingInputException">The file is damaged or not there.</exception>
    public static string RunOf(string path)
    {
        try
        {
            using SafetensorsReader reader = new(path);
            return reader.Header.Metadata.GetValueOrDefault(RunKey) ?? "";
        }
        catch (ModelFileException fault)
        {
            throw new TrainingInputException($"checkpoint {path}: {fault.Message}; remove it to begin anew", fault);
        }
    }

    /// <summary>Reads a file that <see cref="Write"/> made.</summary>
    /// <exception cref="TrainingInputException">It is damaged, or belongs to a run with other options or fields.</exception>
    public static TrainingCheckpoint Read(string path, string run)
    {
        try
        {
            using SafetensorsReader reader = new(path);
            IReadOnlyDictionary<string, string> metadata = reader.Header.Metadata;
            if (!metadata.TryGetValue(StateKey, out string? json) || JsonSerializer.Deserialize<State>(json) is not State state)
            {
                throw new TrainingInputException($"checkpoint {path}: holds no state of a training; name the folder that --checkpoint named");
            }
            if (!string.Equals(metadata.GetValueOrDefault(RunKey), run, StringComparison.Ordinal))
            {
                throw new TrainingInputException($"checkpoint {path}: belongs to another run; found {metadata.GetValueOrDefault(RunKey)}, expected {run}. Use the same options and pairs, or another --checkpoint folder");
            }
            Dictionary<string, Tensor> weights = new(StringComparer.Ordinal);
            Dictionary<string, Tensor> best = new(StringComparer.Ordinal);
            List<(string Name, Tensor Values)> moments = [];
            foreach (SafetensorsEntry entry in reader.Header.Entries.Values)
            {
                Tensor values = from_array(reader.Read(entry)).view(entry.Shape.ToArray()).DetachFromDisposeScope();
                if (entry.Name.StartsWith("weights.", StringComparison.Ordinal))
                {
                    weights.Add(entry.Name["weights.".Length..], values);
                }
                else if (entry.Name.StartsWith("best.", StringComparison.Ordinal))
                {
                    best.Add(entry.Name["best.".Length..], values);
                }
                else
                {
                    moments.Add((entry.Name, values));
                }
            }
            return new TrainingCheckpoint(
                state.Step, new WeightSnapshot(weights), new WeightSnapshot(best), moments,
                new EarlyStopping(0, state.BestLoss, state.BestStep, state.SinceBest), state.History, state.Seconds);
        }
        catch (Exception fault) when (fault is ModelFileException or JsonException)
        {
            throw new TrainingInputException($"checkpoint {path}: {fault.Message}; remove it to begin anew", fault);
        }
    }
}
