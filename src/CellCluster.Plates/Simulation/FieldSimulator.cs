using CellCluster.Imaging;

namespace CellCluster.Plates.Simulation;

/// <summary>Simulates one field: places cells, paints them, images them.</summary>
/// <remarks>
/// A field depends only on the options, the well and the field, never on what was simulated before or beside it.
/// About nine float planes of the field's size are alive at the peak; one field runs on one thread, several fields may run at once.
/// </remarks>
public static class FieldSimulator
{
    /// <summary>Simulates a field; the caller disposes it.</summary>
    /// <param name="options">The plate.</param>
    /// <param name="well">Any well, also one that the options do not image.</param>
    /// <param name="field">Number of the field in the well, from 1.</param>
    /// <exception cref="SimulationOptionsException">The options have faults.</exception>
    public static SimulatedField Simulate(SimulationOptions options, WellId well, FieldIndex field)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Check();
        WellTreatment treatment = WellTreatment.Of(options, well);
        using FieldCanvas canvas = new(options);
        TextureBank textures = new(Stream(RandomStream.Texture), canvas.PixelSizeUm);
        if (!IsEmpty(options, well, field))
        {
            List<SimulatedCell> cells = CellPlacement.Draw(
                Stream(RandomStream.Placement), canvas.HeightUm, canvas.WidthUm, options.CellsPerSquareMm * 1e-6 * treatment.DensityFactor, options, treatment);
            CellTerritory.Divide(canvas, cells);
            CellPainter.Paint(canvas, cells, textures);
            OrganellePainter.Paint(canvas, cells, Stream(RandomStream.Organelles));
        }
        SimulationRandom debris = Stream(RandomStream.Debris);
        DebrisPainter.Paint(canvas, debris, options.DebrisPerSquareMm);
        DebrisPainter.PaintMedium(canvas, debris, textures);

        double defocus = options.DefocusUm + (options.DefocusJitterUm * Stream(RandomStream.Focus).Normal());
        SimulationRandom stains = Stream(RandomStream.Fluorescence);
        using Plane<float> intensity = Contrast.Intensity(canvas, options, defocus);
        Plane<uint> labels = NucleusLabels(canvas, options, out int cellCount);
        return new SimulatedField
        {
            TransmittedLight = Camera.Expose(canvas, intensity, new Illumination(options, well), options, Stream(RandomStream.Camera)),
            Nuclei = Fluorescence.Image(canvas, canvas.Nuclei, options, stains),
            Er = Fluorescence.Image(canvas, canvas.Er, options, stains),
            Golgi = Fluorescence.Image(canvas, canvas.Golgi, options, stains),
            NucleusLabels = labels,
            CellCount = cellCount,
        };

        SimulationRandom Stream(int stream) => new(options.Seed, well.Row, well.Column, field.Value, stream);
    }

    /// <summary>Whether a field is one of the share without cells.</summary>
    public static bool IsEmpty(SimulationOptions options, WellId well, FieldIndex field)
    {
        ArgumentNullException.ThrowIfNull(options);
        return new SimulationRandom(options.Seed, well.Row, well.Column, field.Value, RandomStream.Empty).Unit() < options.EmptyFieldShare;
    }

    // Numbers the nuclei that show in the field 1, 2, .. in the order in which a reader meets them.
    private static Plane<uint> NucleusLabels(FieldCanvas canvas, SimulationOptions options, out int count)
    {
        Plane<uint> labels = Plane<uint>.Rent(options.HeightPx, options.WidthPx);
        Dictionary<uint, uint> numbers = new() { [0] = 0 };
        for (int y = 0; y < labels.Height; y++)
        {
            ReadOnlySpan<uint> source = canvas.NucleusOwner.Row(y + canvas.MarginPx).Slice(canvas.MarginPx, labels.Width);
            Span<uint> row = labels.Row(y);
            for (int x = 0; x < row.Length; x++)
            {
                if (!numbers.TryGetValue(source[x], out uint number))
                {
                    number = (uint)numbers.Count;
                    numbers.Add(source[x], number);
                }
                row[x] = number;
            }
        }
        count = numbers.Count - 1;
        return labels;
    }
}
