namespace CellCluster.Plates.Simulation;

/// <summary>What was done to a well, and what it does to its cells: clones differ by row, the dose rises with the column.</summary>
/// <param name="CloneName">Name of the clone, <c>CHO-01</c>.</param>
/// <param name="Control"><c>negative</c> for the first column (no dose), <c>positive</c> for the last one (full dose), else empty. One column alone is negative.</param>
/// <param name="Dose">Dose in micromolar: 0 in the first column, then doubling up to 10 in the last.</param>
/// <param name="Group"><c>control</c> or <c>treated</c>.</param>
/// <param name="DensityFactor">Cells left, as a share of the untreated density.</param>
/// <param name="ErFactor">Brightness of the ER relative to the mean clone.</param>
/// <param name="GolgiFactor">Brightness of the Golgi relative to the mean clone.</param>
public sealed record WellTreatment(string CloneName, string Control, double Dose, string Group, double DensityFactor, double ErFactor, double GolgiFactor)
{
    private const double HighestDose = 10;

    /// <summary>The treatment of a well.</summary>
    public static WellTreatment Of(SimulationOptions options, WellId well)
    {
        int row = well.Row - options.FirstWell.Row;
        int column = well.Column - options.FirstWell.Column;
        int last = options.Columns - 1;
        double dose = column == 0 ? 0 : HighestDose * Math.Pow(0.5, last - column);
        string control = column == 0 ? "negative" : column == last ? "positive" : "";
        SimulationRandom random = new(options.Seed, row, -1, 0, RandomStream.Clone); // the clone is the row's, whatever the column
        double er = random.Factor((float)(0.35 * options.WellEffect));
        double golgi = random.Factor((float)(0.35 * options.WellEffect));
        double left = 1 - (options.WellEffect * dose / (dose + (HighestDose / 4)) * 1.25); // half of the effect at a quarter of the highest dose
        return new WellTreatment($"CHO-{row + 1:00}", control, dose, control.Length > 0 ? "control" : "treated", left, er, golgi);
    }
}
