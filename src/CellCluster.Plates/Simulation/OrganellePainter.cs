namespace CellCluster.Plates.Simulation;

/// <summary>Paints what lies within cells as single bodies: nucleoli, the Golgi, vacuoles and granules.</summary>
internal static class OrganellePainter
{
    /// <summary>Paints the bodies of every cell, drawn from one stream in the order of the cells.</summary>
    public static void Paint(FieldCanvas canvas, IReadOnlyList<SimulatedCell> cells, SimulationRandom random)
    {
        for (int i = 0; i < cells.Count; i++)
        {
            uint id = (uint)i + 1;
            if (cells[i].IsDividing)
            {
                Granules(canvas, cells[i], id, random, random.Poisson(5));
                continue;
            }
            Nucleoli(canvas, cells[i], id, random);
            float golgi = GolgiDirection(cells[i], random);
            Golgi(canvas, cells[i], id, random, golgi);
            Granules(canvas, cells[i], id, random, random.Poisson(12));
            Vacuoles(canvas, cells[i], id, random, random.Poisson(1.6));
        }
    }

    // One to four dense bodies inside the nucleus, dark in the DNA stain.
    private static void Nucleoli(FieldCanvas canvas, SimulatedCell cell, uint id, SimulationRandom random)
    {
        int count = 1 + random.Below(4);
        for (int i = 0; i < count; i++)
        {
            float angle = random.Angle();
            float away = cell.Nucleus.Radius(angle) * 0.62f * MathF.Sqrt(random.Unit());
            float radius = random.Between(0.5f, 0.95f) * (count > 2 ? 0.8f : 1f);
            Blob blob = new(cell.NucleusY + (away * MathF.Sin(angle)), cell.NucleusX + (away * MathF.Cos(angle)), radius * 1.2f, radius, random.Angle());
            blob.Add(canvas, canvas.OpticalPath.Buffer, 0.034f * radius, id);
            blob.Weaken(canvas, canvas.Nuclei.Buffer, 0.5f, id);
        }
    }

    // The Golgi lies beside the nucleus where the cell has most room: mostly along its long axis.
    private static float GolgiDirection(SimulatedCell cell, SimulationRandom random)
    {
        float end = random.Unit() < 0.5f ? 0f : MathF.PI;
        return cell.Body.Orientation + end + (0.5f * random.Normal());
    }

    // A crescent of short ribbons that hugs the nucleus, with vesicles around it.
    private static void Golgi(FieldCanvas canvas, SimulatedCell cell, uint id, SimulationRandom random, float direction)
    {
        int ribbonCount = 7 + random.Below(7);
        float spread = random.Between(0.25f, 0.6f);
        for (int i = 0; i < ribbonCount; i++)
        {
            float angle = direction + (spread * random.Normal());
            float away = cell.Nucleus.Radius(angle) + 0.5f + MathF.Abs(random.Normal() * 0.8f);
            float tangent = angle + (MathF.PI / 2) + (0.35f * random.Normal());
            Ribbon(canvas, cell, id, angle, away, new Blob(0, 0, random.Between(0.5f, 1.1f), random.Between(0.22f, 0.34f), tangent), random.Between(0.6f, 1.3f));
        }
        int vesicleCount = random.Poisson(6);
        for (int i = 0; i < vesicleCount; i++)
        {
            float angle = direction + (1.1f * random.Normal());
            float away = cell.Nucleus.Radius(angle) + 0.8f + (2.2f * random.Unit());
            Ribbon(canvas, cell, id, angle, away, new Blob(0, 0, 0.28f, 0.28f, 0f), random.Between(0.2f, 0.7f));
        }
    }

    private static void Ribbon(FieldCanvas canvas, SimulatedCell cell, uint id, float angle, float away, Blob shape, float strength)
    {
        Blob blob = shape with { Y = cell.NucleusY + (away * MathF.Sin(angle)), X = cell.NucleusX + (away * MathF.Cos(angle)) };
        blob.Add(canvas, canvas.Golgi.Buffer, 2100f * cell.GolgiFactor * strength, id);
        blob.Add(canvas, canvas.OpticalPath.Buffer, 0.012f * strength, id); // membrane stacks are denser than the cytoplasm
        blob.Weaken(canvas, canvas.Er.Buffer, 0.35f, id);
    }

    // Lipid droplets, lysosomes, mitochondria seen end-on: small and dense, without fluorescence.
    private static void Granules(FieldCanvas canvas, SimulatedCell cell, uint id, SimulationRandom random, int count)
    {
        for (int i = 0; i < count; i++)
        {
            if (PlaceInCytoplasm(cell, random, out float y, out float x))
            {
                float radius = random.Between(0.25f, 0.45f);
                new Blob(y, x, radius, radius, 0f).Add(canvas, canvas.OpticalPath.Buffer, random.Between(0.01f, 0.05f) * radius * 2f, id);
            }
        }
    }

    // Watery bubbles: less optical path, no ER inside.
    private static void Vacuoles(FieldCanvas canvas, SimulatedCell cell, uint id, SimulationRandom random, int count)
    {
        for (int i = 0; i < count; i++)
        {
            if (PlaceInCytoplasm(cell, random, out float y, out float x))
            {
                float radius = random.Between(0.4f, 0.85f);
                Blob blob = new(y, x, radius, radius, 0f);
                blob.Weaken(canvas, canvas.OpticalPath.Buffer, 0.35f, id);
                blob.Weaken(canvas, canvas.Er.Buffer, 0.8f, id);
            }
        }
    }

    private static bool PlaceInCytoplasm(SimulatedCell cell, SimulationRandom random, out float y, out float x)
    {
        float angle = random.Angle();
        float away = cell.Body.Radius(angle) * 0.9f * MathF.Sqrt(random.Unit());
        y = cell.Y + (away * MathF.Sin(angle));
        x = cell.X + (away * MathF.Cos(angle));
        return cell.Nucleus.Ratio(y - cell.NucleusY, x - cell.NucleusX) > 1.08f;
    }
}
