namespace CellCluster.Learning;

/// <summary>One validation: what the run looked like then.</summary>
/// <param name="Step">Steps done.</param>
/// <param name="TrainingLoss">Mean over the steps since the validation before, on varied crops, penalties left out.</param>
/// <param name="ValidationLoss">On the fixed validation crops, batch norm with its running statistics.</param>
/// <param name="LearningRate">Rate of the last step.</param>
/// <param name="Seconds">Time since the start of the run, the time of earlier sittings included.</param>
public sealed record LossPoint(int Step, double TrainingLoss, double ValidationLoss, double LearningRate, double Seconds);

/// <summary>Where a run stands; given every <see cref="EverySteps"/> steps and after each validation.</summary>
/// <param name="Step">Steps done.</param>
/// <param name="Steps">Steps planned.</param>
/// <param name="TrainingLoss">Mean over the steps since the last validation.</param>
/// <param name="Validated">The validation just made, or null between validations.</param>
/// <param name="IsBest">This validation is the best so far.</param>
/// <param name="LearningRate">Rate of the last step.</param>
/// <param name="Elapsed">Time of this and earlier sittings.</param>
/// <param name="Left">Estimated time to the last step, or to the end of the time allowed.</param>
public sealed record TrainingProgress(
    int Step, int Steps, double TrainingLoss, LossPoint? Validated, bool IsBest, double LearningRate, TimeSpan Elapsed, TimeSpan Left)
{
    /// <summary>Steps between two reports.</summary>
    public const int EverySteps = 10;
}

/// <summary>Why a run ended.</summary>
public enum TrainingEnd
{
    /// <summary>All steps done.</summary>
    AllSteps,

    /// <summary>The validation loss has not fallen for the patience given.</summary>
    EarlyStopping,

    /// <summary>The time allowed is used up; <c>--resume</c> with more time goes on.</summary>
    TimeUsed,

    /// <summary>The caller cancelled; <c>--resume</c> goes on.</summary>
    Cancelled,
}
