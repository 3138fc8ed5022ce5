using System.Text;
using CellCluster.Imaging;

namespace CellCluster.Plates.Simulation;

/// <summary>Writes a simulated plate as an ImageXpress folder, with the truth beside it.</summary>
/// <remarks>
/// <c>TimePoint_1/PLATE_B02_s1_w1.TIF</c> per field and <c>PLATE.HTD</c> as MetaXpress exports them; <c>wells.csv</c> (well, clone, control, dose,
/// group); and, with <see cref="SimulationOptions.WriteTruth"/>, <c>truth/B02_f01_nuclei.tif</c>, <c>_er</c>, <c>_golgi</c> (uint16) and
/// <c>_nuclei-labels</c> (uint32), <c>truth/fields.csv</c> (well, field, cells, empty, damage) and <c>pairs.csv</c>
/// (input, nuclei, er, golgi, mask, well, experiment; paths relative to it) for training. Undamaged fields only are pairs.
/// </remarks>
public static class PlateSimulator
{
    /// <summary>Simulates all fields and writes them; the same options give the same bytes.</summary>
    /// <param name="options">The plate.</param>
    /// <param name="folder">Where to; made when absent. It must not hold a plate already.</param>
    /// <param name="workerCount">Fields simulated at once, at least 1; each takes about 45 bytes per pixel of memory.</param>
    /// <param name="progress">Told after every field.</param>
    /// <param name="cancellationToken">Stops between two fields; the tables are missing then.</param>
    /// <exception cref="SimulationOptionsException">The options have faults.</exception>
    /// <exception cref="IOException">The folder holds a plate already, or cannot be written.</exception>
    public static void Write(
        SimulationOptions options, string folder, int workerCount = 1, IProgress<SimulationProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentException.ThrowIfNullOrEmpty(folder);
        ArgumentOutOfRangeException.ThrowIfLessThan(workerCount, 1);
        options.Check();
        string timePoint = Path.Combine(folder, "TimePoint_1");
        if (Directory.Exists(timePoint))
        {
            throw new IOException($"{timePoint} exists: the folder holds a plate already; name another folder or remove it.");
        }
        Directory.CreateDirectory(timePoint);
        if (options.WriteTruth)
        {
            Directory.CreateDirectory(Path.Combine(folder, "truth"));
        }
        PlannedField[] fields = [.. Plan(options)];
        int doneCount = 0;
        ParallelOptions parallel = new() { MaxDegreeOfParallelism = workerCount, CancellationToken = cancellationToken };
        Parallel.For(0, fields.Length, parallel, i =>
        {
            fields[i] = fields[i] with { CellCount = WriteField(options, folder, fields[i]) };
            progress?.Report(new SimulationProgress(Interlocked.Increment(ref doneCount), fields.Length, fields[i].Well, fields[i].Field));
        });
        WriteTables(options, folder, fields);
    }

    private static IEnumerable<PlannedField> Plan(SimulationOptions options)
    {
        foreach (WellId well in options.Wells())
        {
            for (int field = 1; field <= options.FieldsPerWell; field++)
            {
                FieldIndex index = new(field);
                DamagedField? damaged = options.Damaged.FirstOrDefault(damaged => damaged.Well == well && damaged.Field == index);
                yield return new PlannedField(well, index, damaged?.Damage, 0);
            }
        }
    }

    private static int WriteField(SimulationOptions options, string folder, PlannedField planned)
    {
        using SimulatedField field = FieldSimulator.Simulate(options, planned.Well, planned.Field);
        SimulatedFieldWriter.WriteInput(options, Path.Combine(folder, SimulatedPlateFiles.Input(options, planned.Well, planned.Field)), field.TransmittedLight, planned.Damage);
        if (options.WriteTruth)
        {
            Truth("nuclei", field.Nuclei);
            Truth("er", field.Er);
            Truth("golgi", field.Golgi);
            SimulatedFieldWriter.WriteWhole(Path.Combine(folder, SimulatedPlateFiles.Labels(planned.Well, planned.Field)), field.NucleusLabels, options);
        }
        return field.CellCount;

        void Truth(string organelle, Plane<float> plane) =>
            SimulatedFieldWriter.WriteTruth(Path.Combine(folder, SimulatedPlateFiles.Truth(planned.Well, planned.Field, organelle)), plane, options);
    }

    private static void WriteTables(SimulationOptions options, string folder, PlannedField[] fields)
    {
        StringBuilder wells = new("well,clone,control,dose,group\n");
        foreach (WellId well in options.Wells())
        {
            WellTreatment treatment = WellTreatment.Of(options, well);
            wells.Append($"{well},{treatment.CloneName},{treatment.Control},{treatment.Dose:0.####},{treatment.Group}\n");
        }
        Text("wells.csv", wells.ToString());
        string htd = ImageXpressHtd.Text(options);
        Text($"{options.PlateId}.HTD", htd);
        Text($"TimePoint_1/{options.PlateId}.HTD", htd); // MetaXpress leaves a copy in every folder of images
        if (!options.WriteTruth)
        {
            return;
        }
        StringBuilder pairs = new("input,nuclei,er,golgi,mask,well,experiment\n");
        StringBuilder truth = new("well,field,cells,empty,damage\n");
        foreach (PlannedField planned in fields)
        {
            (WellId well, FieldIndex field) = (planned.Well, planned.Field);
            bool empty = FieldSimulator.IsEmpty(options, well, field);
            truth.Append($"{well},{field.Value},{planned.CellCount},{(empty ? 1 : 0)},{planned.Damage?.ToString().ToLowerInvariant()}\n");
            if (planned.Damage is null)
            {
                pairs.Append($"{SimulatedPlateFiles.Input(options, well, field)},{SimulatedPlateFiles.Truth(well, field, "nuclei")},")
                    .Append($"{SimulatedPlateFiles.Truth(well, field, "er")},{SimulatedPlateFiles.Truth(well, field, "golgi")},{SimulatedPlateFiles.Labels(well, field)},{well},{options.PlateId}\n");
            }
        }
        Text("truth/fields.csv", truth.ToString());
        Text("pairs.csv", pairs.ToString());

        void Text(string name, string text) => SimulatedFieldWriter.WriteText(Path.Combine(folder, name), text);
    }

    private sealed record PlannedField(WellId Well, FieldIndex Field, FieldDamage? Damage, int CellCount);
}
