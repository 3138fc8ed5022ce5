namespace CellCluster.Plates.Simulation;

/// <summary>Where the cells of a field lie and how each of them is shaped.</summary>
internal static class CellPlacement
{
    private const int TryCount = 24;

    /// <summary>Draws the cells of a canvas.</summary>
    /// <param name="random">The field's placement stream.</param>
    /// <param name="heightUm">Height of the canvas, um.</param>
    /// <param name="widthUm">Width of the canvas, um.</param>
    /// <param name="density">Cells per square micrometre asked for.</param>
    /// <param name="options">Clumping and share of dividing cells.</param>
    /// <param name="treatment">Brightness of the well's stains.</param>
    public static List<SimulatedCell> Draw(
        SimulationRandom random, float heightUm, float widthUm, double density, SimulationOptions options, WellTreatment treatment)
    {
        int wanted = random.Poisson(density * heightUm * widthUm);
        List<SimulatedCell> cells = new(wanted);
        NeighbourGrid grid = new(heightUm, widthUm);
        for (int i = 0; i < wanted; i++)
        {
            CellSeed seed = Seed(random, options);
            if (FindPlace(random, cells, grid, seed, options.Clumping, out float y, out float x))
            {
                grid.Add(cells.Count, y, x, seed.NucleusRadius);
                cells.Add(Shape(random, seed, y, x, treatment));
            }
        }
        return cells;
    }

    private static CellSeed Seed(SimulationRandom random, SimulationOptions options)
    {
        bool dividing = random.Unit() < options.DividingShare;
        float dna = random.Unit() < 0.6f ? 1f : random.Between(1f, 2f);
        float size = random.Factor(0.11f) * MathF.Pow(dna, 0.2f);
        return dividing
            ? new CellSeed(true, 2f, 6.6f * size, random.Between(1f, 1.08f), 3.4f)
            : new CellSeed(false, dna, 8.6f * size, random.Between(1.05f, 1.9f), 4.5f * MathF.Pow(dna, 0.25f) * random.Factor(0.07f));
    }

    // A place is good when no nucleus would overlap another one by more than a sliver; bodies press each other flat.
    private static bool FindPlace(
        SimulationRandom random, List<SimulatedCell> cells, NeighbourGrid grid, CellSeed seed, double clumping, out float y, out float x)
    {
        bool settlesBeside = cells.Count > 0 && random.Unit() < clumping;
        bool nucleiTouch = settlesBeside && random.Unit() < 0.25 * clumping;
        for (int attempt = 0; attempt < TryCount; attempt++)
        {
            if (settlesBeside)
            {
                SimulatedCell neighbour = cells[random.Below(cells.Count)];
                float angle = random.Angle();
                float distance = nucleiTouch
                    ? (neighbour.Nucleus.MeanRadius + seed.NucleusRadius) * random.Between(1f, 1.08f)
                    : (neighbour.Body.MeanRadius + seed.BodyRadius) * random.Between(0.72f, 0.98f);
                y = neighbour.Y + (distance * MathF.Sin(angle));
                x = neighbour.X + (distance * MathF.Cos(angle));
            }
            else
            {
                y = random.Unit() * grid.HeightUm;
                x = random.Unit() * grid.WidthUm;
            }
            float room = nucleiTouch ? 0f : 0.35f * seed.BodyRadius;
            if (y >= 0 && x >= 0 && y < grid.HeightUm && x < grid.WidthUm && grid.IsFree(y, x, seed.NucleusRadius, room))
            {
                return true;
            }
        }
        y = x = 0;
        return false;
    }

    private static SimulatedCell Shape(SimulationRandom random, CellSeed seed, float y, float x, WellTreatment treatment)
    {
        float direction = random.Angle();
        Outline body = Outline.Draw(random, seed.BodyRadius, seed.Elongation, direction, seed.IsDividing ? 0.02f : 0.2f);
        Outline nucleus = seed.IsDividing
            ? Outline.Draw(random, seed.NucleusRadius * 0.8f, random.Between(1.6f, 3f), random.Angle(), 0.08f)
            : Outline.Draw(random, seed.NucleusRadius, random.Between(1.02f, 1.45f), direction + (0.4f * random.Normal()), 0.035f);
        float away = seed.IsDividing ? 0.2f : 0.13f * seed.BodyRadius * MathF.Abs(random.Normal());
        float side = random.Angle();
        return new SimulatedCell
        {
            Y = y,
            X = x,
            Body = body,
            NucleusY = y + (away * MathF.Sin(side)),
            NucleusX = x + (away * MathF.Cos(side)),
            Nucleus = nucleus,
            Thickness = seed.IsDividing ? 1.7f * seed.BodyRadius : 4.6f * random.Factor(0.15f),
            IsDividing = seed.IsDividing,
            DnaContent = seed.DnaContent,
            ErFactor = (float)treatment.ErFactor * random.Factor(0.2f),
            GolgiFactor = (float)treatment.GolgiFactor * random.Factor(0.25f),
            TextureY = random.Below(TextureBank.SizePx),
            TextureX = random.Below(TextureBank.SizePx),
        };
    }

    private readonly record struct CellSeed(bool IsDividing, float DnaContent, float BodyRadius, float Elongation, float NucleusRadius);
}
