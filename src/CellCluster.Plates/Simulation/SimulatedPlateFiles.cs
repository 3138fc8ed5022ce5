namespace CellCluster.Plates.Simulation;

/// <summary>Names of the files of a simulated plate, relative to its folder, with <c>/</c>.</summary>
internal static class SimulatedPlateFiles
{
    /// <summary>Transmitted light, as MetaXpress names it: <c>TimePoint_1/SIM001_B02_s1_w1.TIF</c>.</summary>
    public static string Input(SimulationOptions options, WellId well, FieldIndex field) =>
        $"TimePoint_1/{options.PlateId}_{well}_s{field.Value}_w1.TIF";

    /// <summary>True fluorescence: <c>truth/B02_f01_nuclei.tif</c>.</summary>
    public static string Truth(WellId well, FieldIndex field, string organelle) =>
        "truth/" + new FieldKey(1, well, field).FileName(organelle);

    /// <summary>True nuclei: <c>truth/B02_f01_nuclei-labels.tif</c>.</summary>
    public static string Labels(WellId well, FieldIndex field) => Truth(well, field, "nuclei-labels");
}
