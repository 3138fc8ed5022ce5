namespace CellCluster.Plates.Simulation;

/// <summary>What plate to simulate: its layout, its cells, its microscope and camera.</summary>
/// <remarks>All lengths on the specimen are micrometres. <see cref="Check"/> reports every fault at once.</remarks>
public sealed record SimulationOptions
{
    /// <summary>The plate's id; it begins every file name. Letters, digits, <c>-</c> and <c>.</c>; default <c>SIM001</c>.</summary>
    public string PlateId { get; init; } = "SIM001";

    /// <summary>The seed of everything random; same seed, same plate.</summary>
    public long Seed { get; init; } = 1;

    /// <summary>Top-left imaged well; default B02 (the rim of a plate is usually left out).</summary>
    public WellId FirstWell { get; init; } = new(1, 1);

    /// <summary>Imaged well rows, from <see cref="FirstWell"/> on; 1..32, default 2.</summary>
    public int Rows { get; init; } = 2;

    /// <summary>Imaged well columns, from <see cref="FirstWell"/> on; 1..48, default 3.</summary>
    public int Columns { get; init; } = 3;

    /// <summary>Fields in each well, numbered from 1; 1..1000, default 2.</summary>
    public int FieldsPerWell { get; init; } = 2;

    /// <summary>Rows of a plane, px; 16..8192, default 512.</summary>
    public int HeightPx { get; init; } = 512;

    /// <summary>Columns of a plane, px; 16..8192, default 512.</summary>
    public int WidthPx { get; init; } = 512;

    /// <summary>um per pixel on the specimen; 0.1..2, default 0.65 (a 10x objective and a 6.5 um camera).</summary>
    public double PixelSizeUm { get; init; } = 0.65;

    /// <summary>How transmitted light is turned into contrast; default DIC.</summary>
    public TransmittedLightMode Mode { get; init; } = TransmittedLightMode.Dic;

    /// <summary>Cells per square millimetre where nothing inhibits growth; 0..4000, default 1000 (about a third of the area covered).</summary>
    /// <remarks>What finds no room is left out: above about 2500 the layer is closed and fewer cells come than asked for.</remarks>
    public double CellsPerSquareMm { get; init; } = 1000;

    /// <summary>Share of cells that settle beside another one; 0 (evenly random) .. 1 (islands), default 0.5.</summary>
    public double Clumping { get; init; } = 0.5;

    /// <summary>Share of cells rounded up for division; 0..1, default 0.03.</summary>
    public double DividingShare { get; init; } = 0.03;

    /// <summary>Debris particles per square millimetre; 0..5000, default 80.</summary>
    public double DebrisPerSquareMm { get; init; } = 80;

    /// <summary>Share of fields without any cell; 0..1, default 0.</summary>
    public double EmptyFieldShare { get; init; }

    /// <summary>Strength of what <c>wells.csv</c> names: the highest dose leaves 1 - this of the cells, and clones differ in ER and Golgi by as much; 0..0.95, default 0.6.</summary>
    public double WellEffect { get; init; } = 0.6;

    /// <summary>Distance of the focal plane from the one an operator would choose (the cells; for brightfield, which shows nothing in focus, 6 um beside them), um; -50..50, default 0.</summary>
    public double DefocusUm { get; init; }

    /// <summary>Deviation of the focus from field to field, um; 0..20, default 0.5.</summary>
    public double DefocusJitterUm { get; init; } = 0.5;

    /// <summary>Numerical aperture of the objective, air; 0.1..0.95, default 0.45.</summary>
    public double NumericalAperture { get; init; } = 0.45;

    /// <summary>Wavelength of the light, um; 0.4..0.8, default 0.55.</summary>
    public double WavelengthUm { get; init; } = 0.55;

    /// <summary>DIC: direction of the shear, degrees from +x towards +y (down); default 45: bright flanks face the upper left or lower right.</summary>
    public double ShearAngleDegrees { get; init; } = 45;

    /// <summary>DIC: distance of the two sheared beams, px; above 0, to 8; default 0.6.</summary>
    public double ShearPx { get; init; } = 0.6;

    /// <summary>DIC: phase between the beams where there is no specimen, degrees; above 0, to 90; default 45. Small bias: strong contrast on a dark ground.</summary>
    public double BiasDegrees { get; init; } = 45;

    /// <summary>Uneven illumination: (brightest - darkest) / mean over a field; 0..1.5, default 0.15. Shape fixed per plate, tilted a little per well.</summary>
    public double IlluminationGradient { get; init; } = 0.15;

    /// <summary>Mean grey of an empty field as a share of the camera's range; above 0, to 1; default 0.35. Brighter pixels than the range are clipped, as a camera does.</summary>
    public double Exposure { get; init; } = 0.35;

    /// <summary>Bits of the camera: 8, 12 or 16; default 12 (grey 0..4095 in 16-bit files). 8 gives 8-bit files.</summary>
    public int BitDepth { get; init; } = 12;

    /// <summary>Camera noise (photons and reading) relative to a scientific camera of 15,000 electrons and 2 electrons; 0 (none) .. 20, default 1.</summary>
    public double Noise { get; init; } = 1;

    /// <summary>Noise on the fluorescence planes, as a factor of photon noise at 300 photons for the mean nucleus; 0 (none: training targets) .. 10, default 0.</summary>
    public double FluorescenceNoise { get; init; }

    /// <summary>Write the true fluorescence and labels beside the plate, and <c>pairs.csv</c>; default true.</summary>
    public bool WriteTruth { get; init; } = true;

    /// <summary>Fields that shall be damaged on disk.</summary>
    public IReadOnlyList<DamagedField> Damaged { get; init; } = [];

    /// <summary>The imaged wells, row by row.</summary>
    public IEnumerable<WellId> Wells()
    {
        for (int row = 0; row < Rows; row++)
        {
            for (int column = 0; column < Columns; column++)
            {
                yield return new WellId(FirstWell.Row + row, FirstWell.Column + column);
            }
        }
    }

    /// <summary>All faults; empty when the options can be used.</summary>
    public IReadOnlyList<string> Faults() => SimulationOptionsCheck.Faults(this);

    /// <summary>Throws when the options cannot be used.</summary>
    /// <exception cref="SimulationOptionsException">At least one fault; all of them are named.</exception>
    public void Check()
    {
        IReadOnlyList<string> faults = Faults();
        if (faults.Count > 0)
        {
            throw new SimulationOptionsException(faults);
        }
    }
}
