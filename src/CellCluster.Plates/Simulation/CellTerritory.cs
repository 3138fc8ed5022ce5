namespace CellCluster.Plates.Simulation;

/// <summary>Gives every pixel to the cell it lies deepest in, so that neighbours press against each other instead of overlapping.</summary>
internal static class CellTerritory
{
    /// <summary>Fills owners and ratios of the canvas. The result does not depend on the order of the cells but for exact ties.</summary>
    public static void Divide(FieldCanvas canvas, IReadOnlyList<SimulatedCell> cells)
    {
        for (int i = 0; i < cells.Count; i++)
        {
            Claim(canvas, cells[i], (uint)i + 1);
        }
        // A nucleus that reaches into the neighbour's territory takes its pixels along: a nucleus lies in its own cell.
        Span<uint> owner = canvas.Owner.Pixels;
        Span<uint> nucleusOwner = canvas.NucleusOwner.Pixels;
        Span<float> nearest = canvas.NearestRatio.Pixels;
        Span<float> second = canvas.SecondRatio.Pixels;
        for (int i = 0; i < owner.Length; i++)
        {
            if (nucleusOwner[i] != 0 && nucleusOwner[i] != owner[i])
            {
                owner[i] = nucleusOwner[i];
                (nearest[i], second[i]) = (MathF.Min(second[i], 0.9f), MathF.Max(nearest[i], 0.9f));
            }
        }
    }

    private static void Claim(FieldCanvas canvas, SimulatedCell cell, uint id)
    {
        float reach = MathF.Max(cell.Body.LargestRadius, cell.Nucleus.LargestRadius + Distance(cell));
        CanvasBox box = canvas.Box(cell.Y, cell.X, reach);
        for (int y = box.Top; y <= box.Bottom; y++)
        {
            Span<float> nearest = canvas.NearestRatio.Row(y);
            Span<float> second = canvas.SecondRatio.Row(y);
            Span<float> nucleus = canvas.NucleusRatio.Row(y);
            Span<uint> owner = canvas.Owner.Row(y);
            Span<uint> nucleusOwner = canvas.NucleusOwner.Row(y);
            float yUm = (y + 0.5f) * canvas.PixelSizeUm;
            for (int x = box.Left; x <= box.Right; x++)
            {
                float xUm = (x + 0.5f) * canvas.PixelSizeUm;
                float ratio = cell.Body.Ratio(yUm - cell.Y, xUm - cell.X);
                if (ratio < 1f)
                {
                    if (ratio < nearest[x])
                    {
                        second[x] = nearest[x];
                        nearest[x] = ratio;
                        owner[x] = id;
                    }
                    else if (ratio < second[x])
                    {
                        second[x] = ratio;
                    }
                }
                float depth = cell.Nucleus.Ratio(yUm - cell.NucleusY, xUm - cell.NucleusX);
                if (depth < 1f && depth < nucleus[x])
                {
                    nucleus[x] = depth;
                    nucleusOwner[x] = id;
                }
            }
        }
    }

    private static float Distance(SimulatedCell cell) =>
        MathF.Sqrt(((cell.NucleusY - cell.Y) * (cell.NucleusY - cell.Y)) + ((cell.NucleusX - cell.X) * (cell.NucleusX - cell.X)));
}
