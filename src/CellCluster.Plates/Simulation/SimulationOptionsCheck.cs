namespace CellCluster.Plates.Simulation;

/// <summary>Collects what is wrong with simulation options.</summary>
internal static class SimulationOptionsCheck
{
    public static IReadOnlyList<string> Faults(SimulationOptions options)
    {
        List<string> faults = [];
        if (string.IsNullOrEmpty(options.PlateId) || !options.PlateId.All(static c => char.IsAsciiLetterOrDigit(c) || c is '-' or '.'))
        {
            faults.Add($"PlateId '{options.PlateId}' is not made of letters, digits, '-' and '.' (it begins file names)");
        }
        Range(faults, nameof(options.Rows), options.Rows, 1, 32);
        Range(faults, nameof(options.Columns), options.Columns, 1, 48);
        Range(faults, nameof(options.FieldsPerWell), options.FieldsPerWell, 1, 1000);
        Range(faults, nameof(options.HeightPx), options.HeightPx, 16, 8192);
        Range(faults, nameof(options.WidthPx), options.WidthPx, 16, 8192);
        Range(faults, nameof(options.PixelSizeUm), options.PixelSizeUm, 0.1, 2);
        Range(faults, nameof(options.CellsPerSquareMm), options.CellsPerSquareMm, 0, 4000);
        Range(faults, nameof(options.Clumping), options.Clumping, 0, 1);
        Range(faults, nameof(options.DividingShare), options.DividingShare, 0, 1);
        Range(faults, nameof(options.DebrisPerSquareMm), options.DebrisPerSquareMm, 0, 5000);
        Range(faults, nameof(options.EmptyFieldShare), options.EmptyFieldShare, 0, 1);
        Range(faults, nameof(options.WellEffect), options.WellEffect, 0, 0.95);
        Range(faults, nameof(options.DefocusUm), options.DefocusUm, -50, 50);
        Range(faults, nameof(options.DefocusJitterUm), options.DefocusJitterUm, 0, 20);
        Range(faults, nameof(options.NumericalAperture), options.NumericalAperture, 0.1, 0.95);
        Range(faults, nameof(options.WavelengthUm), options.WavelengthUm, 0.4, 0.8);
        Range(faults, nameof(options.ShearAngleDegrees), options.ShearAngleDegrees, -360, 360);
        Range(faults, nameof(options.ShearPx), options.ShearPx, 0.01, 8);
        Range(faults, nameof(options.BiasDegrees), options.BiasDegrees, 1, 90);
        Range(faults, nameof(options.IlluminationGradient), options.IlluminationGradient, 0, 1.5);
        Range(faults, nameof(options.Exposure), options.Exposure, 0.001, 1);
        Range(faults, nameof(options.Noise), options.Noise, 0, 20);
        Range(faults, nameof(options.FluorescenceNoise), options.FluorescenceNoise, 0, 10);
        if (options.BitDepth is not (8 or 12 or 16))
        {
            faults.Add($"BitDepth {options.BitDepth} is not 8, 12 or 16");
        }
        if (!Enum.IsDefined(options.Mode))
        {
            faults.Add($"Mode {options.Mode} is not Dic, Brightfield or Phase");
        }
        if (options.FirstWell.Row < 0 || options.FirstWell.Row + options.Rows > 32 || options.FirstWell.Column < 0 || options.FirstWell.Column + options.Columns > 48)
        {
            faults.Add($"{options.Rows} x {options.Columns} wells from {options.FirstWell} do not fit a plate of 32 x 48");
        }
        foreach (DamagedField damaged in options.Damaged)
        {
            int row = damaged.Well.Row - options.FirstWell.Row;
            int column = damaged.Well.Column - options.FirstWell.Column;
            if (row < 0 || row >= options.Rows || column < 0 || column >= options.Columns || damaged.Field.Value < 1 || damaged.Field.Value > options.FieldsPerWell)
            {
                faults.Add($"damaged field {damaged.Field.Value} of well {damaged.Well} is not imaged");
            }
        }
        foreach (var repeated in options.Damaged.GroupBy(static damaged => (damaged.Well, damaged.Field)).Where(static group => group.Count() > 1))
        {
            faults.Add($"field {repeated.Key.Field.Value} of well {repeated.Key.Well} is named damaged {repeated.Count()} times");
        }
        return faults;
    }

    private static void Range(List<string> faults, string name, double value, double low, double high)
    {
        if (!(value >= low && value <= high))
        {
            faults.Add($"{name} {value} is not within {low}..{high}");
        }
    }
}
