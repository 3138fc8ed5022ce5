namespace CellCluster.Learning;

/// <summary>Watches the validation loss: which is the best so far, and when it has not fallen for too long.</summary>
/// <param name="Patience">Validations without a new best after which training stops; 0 never stops.</param>
/// <param name="BestLoss">Lowest loss so far; infinite before the first.</param>
/// <param name="BestStep">The step it was seen at; -1 before the first.</param>
/// <param name="SinceBest">Validations since then.</param>
public readonly record struct EarlyStopping(int Patience, double BestLoss, int BestStep, int SinceBest)
{
    /// <summary>Nothing seen yet.</summary>
    public static EarlyStopping Start(int patience) => new(patience, double.PositiveInfinity, -1, 0);

    /// <summary>True when patience is used up.</summary>
    public bool IsSpent => Patience > 0 && SinceBest >= Patience;

    /// <summary>True right after a validation that was the best.</summary>
    public bool IsBest => SinceBest == 0 && BestStep >= 0;

    /// <summary>The state after one more validation. A loss that is not a number is never the best.</summary>
    public EarlyStopping After(int step, double loss) =>
        loss < BestLoss ? this with { BestLoss = loss, BestStep = step, SinceBest = 0 } : this with { SinceBest = SinceBest + 1 };
}
