namespace CellCluster.Learning;

/// <summary>Linear warm-up, then half a cosine down to <see cref="FinalShare"/> of the peak.</summary>
/// <remarks>Source of the cosine: Loshchilov, Hutter 2017, arXiv:1608.03983, without restarts.</remarks>
/// <param name="Peak">Highest learning rate.</param>
/// <param name="WarmupSteps">Steps of the linear rise; 0 for none.</param>
/// <param name="Steps">All steps, warm-up included.</param>
public readonly record struct LearningRateSchedule(double Peak, int WarmupSteps, int Steps)
{
    /// <summary>What is left of the peak at the last step.</summary>
    public const double FinalShare = 0.01;

    /// <summary>The rate of a step, counted from 0.</summary>
    public double At(int step)
    {
        if (step < WarmupSteps)
        {
            return Peak * (step + 1) / (WarmupSteps + 1);
        }
        double done = Math.Min(1, (double)(step - WarmupSteps) / Math.Max(1, Steps - 1 - WarmupSteps));
        return Peak * (FinalShare + ((1 - FinalShare) * 0.5 * (1 + Math.Cos(Math.PI * done))));
    }
}
