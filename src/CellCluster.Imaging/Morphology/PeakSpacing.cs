using System.Buffers;

namespace CellCluster.Imaging;

/// <summary>A candidate and its object; sorted by object, then highest first, then row by row.</summary>
internal readonly record struct PeakOfObject(uint Id, Peak Peak) : IComparable<PeakOfObject>
{
    public int CompareTo(PeakOfObject other)
    {
        int order = Id.CompareTo(other.Id);
        order = order != 0 ? order : other.Peak.Value.CompareTo(Peak.Value);
        order = order != 0 ? order : Peak.Y.CompareTo(other.Peak.Y);
        return order != 0 ? order : Peak.X.CompareTo(other.Peak.X);
    }
}

/// <summary>Keeps, in the given order, every candidate that no kept one of the same object is closer to than a distance.</summary>
/// <remarks>Kept ones are at least d apart, so each d x d cell of a grid holds at most one and only the 3x3 cells around a candidate are looked at.</remarks>
internal static class PeakSpacing
{
    public static List<Peak> Thin(ReadOnlySpan<PeakOfObject> candidates, int height, int width, int distancePx)
    {
        int columns = ((width - 1) / distancePx) + 3;
        int cells = checked((((height - 1) / distancePx) + 3) * columns);
        var kept = new List<Peak>();
        if (candidates.IsEmpty)
        {
            return kept;
        }
        int[] grid = ArrayPool<int>.Shared.Rent(cells); // index of the kept peak in the cell + 1; one empty cell around
        grid.AsSpan(0, cells).Clear();
        int firstOfObject = 0;
        for (int i = 0; i < candidates.Length; i++)
        {
            if (i > 0 && candidates[i].Id != candidates[i - 1].Id)
            {
                for (int k = firstOfObject; k < kept.Count; k++)
                {
                    grid[Cell(kept[k], columns, distancePx)] = 0;
                }
                firstOfObject = kept.Count;
            }
            Peak peak = candidates[i].Peak;
            int cell = Cell(peak, columns, distancePx);
            if (!IsNear(peak, cell, grid, columns, kept, distancePx))
            {
                kept.Add(peak);
                grid[cell] = kept.Count;
            }
        }
        ArrayPool<int>.Shared.Return(grid);
        return kept;
    }

    private static int Cell(Peak peak, int columns, int distancePx) => (((peak.Y / distancePx) + 1) * columns) + (peak.X / distancePx) + 1;

    private static bool IsNear(Peak peak, int cell, int[] grid, int columns, List<Peak> kept, int distancePx)
    {
        for (int dy = -columns; dy <= columns; dy += columns)
        {
            for (int dx = -1; dx <= 1; dx++)
            {
                int index = grid[cell + dy + dx];
                if (index != 0 && Math.Max(Math.Abs(kept[index - 1].Y - peak.Y), Math.Abs(kept[index - 1].X - peak.X)) < distancePx)
                {
                    return true;
                }
            }
        }
        return false;
    }
}
