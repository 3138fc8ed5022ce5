using static TorchSharp.torch;

namespace CellCluster.Learning;

/// <summary>Everything a run needs to go on as if it had not stopped.</summary>
/// <param name="Step">Steps done.</param>
/// <param name="Weights">Weights after that step.</param>
/// <param name="Best">Weights of the best validation.</param>
/// <param name="Moments">The optimiser's moments by name.</param>
/// <param name="Stopping">Best loss and patience used.</param>
/// <param name="History">All validations so far.</param>
/// <param name="Seconds">Time used.</param>
internal sealed record TrainingCheckpoint(
    int Step,
    WeightSnapshot Weights,
    WeightSnapshot Best,
    IReadOnlyList<(string Name, Tensor Values)> Moments,
    EarlyStopping Stopping,
    IReadOnlyList<LossPoint> History,
    double Seconds);
