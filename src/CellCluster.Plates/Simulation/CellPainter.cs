namespace CellCluster.Plates.Simulation;

/// <summary>Paints the body, the nucleus and the ER of cells: their optical path and their fluorescence.</summary>
/// <remarks>
/// Refractive indices relative to the medium: cytoplasm 0.034, nucleus 0.028, nucleoli 0.05 (adherent cells by quantitative phase:
/// Steelman et al., doi:10.1002/jbio.201600314; Schuermann et al., doi:10.1002/jbio.201500273, who find the nucleus below the cytoplasm).
/// </remarks>
internal static class CellPainter
{
    private const float CytoplasmIndex = 0.034f;
    private const float NucleusIndex = 0.028f;
    private const float ChromatinIndex = 0.042f;

    /// <summary>Paints every cell on its own territory.</summary>
    public static void Paint(FieldCanvas canvas, IReadOnlyList<SimulatedCell> cells, TextureBank textures)
    {
        for (int i = 0; i < cells.Count; i++)
        {
            Paint(canvas, cells[i], (uint)i + 1, textures);
        }
    }

    private static void Paint(FieldCanvas canvas, SimulatedCell cell, uint id, TextureBank textures)
    {
        CanvasBox box = canvas.Box(cell.Y, cell.X, MathF.Max(cell.Body.LargestRadius, cell.Nucleus.LargestRadius + cell.Body.MeanRadius));
        for (int y = box.Top; y <= box.Bottom; y++)
        {
            Span<uint> owner = canvas.Owner.Row(y);
            float yUm = (y + 0.5f) * canvas.PixelSizeUm;
            for (int x = box.Left; x <= box.Right; x++)
            {
                if (owner[x] != id)
                {
                    continue;
                }
                float xUm = (x + 0.5f) * canvas.PixelSizeUm;
                int at = (y * canvas.Width) + x;
                int texture = TextureBank.Index(y + cell.TextureY, x + cell.TextureX);
                float depth = cell.Nucleus.Ratio(yUm - cell.NucleusY, xUm - cell.NucleusX);
                float ratio = canvas.NearestRatio.Buffer[at];
                float groove = Math.Clamp((canvas.SecondRatio.Buffer[at] - ratio) * 4f, 0f, 1f);
                Spot spot = new(at, ratio, depth, 0.45f + (0.55f * groove * (2f - groove)), textures.Grain[texture], textures.Network[texture], textures.Cloud[texture]);
                if (cell.IsDividing)
                {
                    PaintDividing(canvas, cell, spot);
                }
                else
                {
                    PaintSpread(canvas, cell, spot);
                }
            }
        }
    }

    // A spread cell: a thin sheet with a steep rim, arched over the nucleus.
    private static void PaintSpread(FieldCanvas canvas, SimulatedCell cell, Spot spot)
    {
        float square = spot.Ratio * spot.Ratio;
        float rim = 1f - (square * square * square * square);
        float arch = MathF.Pow(1f - square, 1.5f);
        float height = cell.Thickness * spot.Groove * ((0.33f * rim * (1f + (0.12f * spot.Cloud))) + (0.5f * arch));
        float inside = 1f - SmoothStep(0.93f, 1.07f, spot.Depth);
        float nucleusArch = MathF.Max(0f, 1f - (0.8f * spot.Depth * spot.Depth));
        height += inside * 0.22f * cell.Thickness * nucleusArch;

        float fromNucleusUm = MathF.Max(0f, (spot.Depth - 1f) * cell.Nucleus.MeanRadius);
        float line = spot.Network * 2.2f;
        float tubules = MathF.Exp(-line * line);
        float crowding = MathF.Exp(-fromNucleusUm / 3.2f);
        float cytoplasm = height / cell.Thickness * (1f - inside);
        float er = cytoplasm * ((1.15f * crowding) + 0.22f) * (0.35f + tubules + (0.15f * spot.Cloud));
        er = MathF.Max(0f, er) + (0.1f * inside);

        float index = CytoplasmIndex * (1f + (0.045f * spot.Grain * (0.4f + crowding)) + (0.07f * (tubules - 0.5f) * (0.25f + crowding)));
        float nucleusIndex = NucleusIndex * (1f + (0.012f * spot.Cloud) + (0.01f * spot.Grain));
        canvas.OpticalPath.Buffer[spot.At] += height * (index + (inside * (nucleusIndex - index) * 0.8f));
        canvas.Er.Buffer[spot.At] += 1100f * cell.ErFactor * er;
        canvas.Golgi.Buffer[spot.At] += 110f * cell.GolgiFactor * (cytoplasm + (0.5f * inside * height / cell.Thickness));
        if (spot.Depth < 1f)
        {
            float chromatin = 1f + (0.1f * spot.Grain) + (0.07f * spot.Cloud);
            float rounding = 0.55f + (0.45f * MathF.Sqrt(1f - (spot.Depth * spot.Depth)));
            float area = cell.Nucleus.MeanRadius / 4.5f;
            canvas.Nuclei.Buffer[spot.At] += 1000f * cell.DnaContent / (area * area) * MathF.Max(0.2f, chromatin) * rounding;
        }
    }

    // A dividing cell: a ball; the chromosomes stand as a plate in its middle, the ER around them.
    private static void PaintDividing(FieldCanvas canvas, SimulatedCell cell, Spot spot)
    {
        float ball = MathF.Sqrt(MathF.Max(0f, 1f - (spot.Ratio * spot.Ratio)));
        float height = cell.Thickness * ball * spot.Groove;
        float inside = 1f - SmoothStep(0.85f, 1.1f, spot.Depth);
        float index = CytoplasmIndex * (0.9f + (0.02f * spot.Grain));
        canvas.OpticalPath.Buffer[spot.At] += (height * index) + (inside * 3f * (ChromatinIndex - CytoplasmIndex) * (1f + (0.3f * spot.Grain)));
        canvas.Er.Buffer[spot.At] += 700f * cell.ErFactor * ball * (1f - (0.85f * inside)) * (0.8f + (0.12f * spot.Grain));
        canvas.Golgi.Buffer[spot.At] += 190f * cell.GolgiFactor * ball * (1f - (0.7f * inside));
        if (spot.Depth < 1f)
        {
            canvas.Nuclei.Buffer[spot.At] += 2300f * MathF.Max(0.3f, 1f + (0.12f * spot.Grain)) * (0.7f + (0.3f * MathF.Sqrt(1f - (spot.Depth * spot.Depth))));
        }
    }

    private static float SmoothStep(float low, float high, float value)
    {
        float share = Math.Clamp((value - low) / (high - low), 0f, 1f);
        return share * share * (3f - (2f * share));
    }

    // One pixel: where it is, how deep in cell and nucleus, how much the neighbours leave of the height, its textures.
    private readonly record struct Spot(int At, float Ratio, float Depth, float Groove, float Grain, float Network, float Cloud);
}
