using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using CellCluster.Imaging;

namespace CellCluster.Analysis;

/// <summary>The border pixels of objects: those with a neighbour by an edge that is not of the same object, or at the border of the plane.</summary>
/// <remarks>The perimeter is scikit-image's: every border pixel weighs by how many border pixels of the same object touch it by an edge and by a
/// corner (Benkrid and Crookes). Memory is pooled: dispose it.</remarks>
internal sealed class ObjectBorders : IDisposable
{
    private readonly Plane<uint> _labels;
    private readonly Plane<byte> _border; // 1 on border pixels, 0 on other pixels of objects, undefined on background

    private ObjectBorders(Plane<uint> labels, Plane<byte> border) => (_labels, _border) = (labels, border);

    /// <summary>Marks the border of every object.</summary>
    public static ObjectBorders Of(ObjectRuns runs)
    {
        Plane<uint> labels = runs.Labels;
        var border = Plane<byte>.Rent(labels.Height, labels.Width);
        for (int i = 0; i < runs.Count; i++)
        {
            uint id = runs.Ids[i];
            foreach (ObjectRun run in runs[i])
            {
                Span<byte> marks = border.Row(run.Y).Slice(run.X, run.Length);
                if (run.Y == 0 || run.Y == labels.Height - 1)
                {
                    marks.Fill(1);
                    continue;
                }
                ReadOnlySpan<uint> above = labels.Row(run.Y - 1).Slice(run.X, run.Length);
                ReadOnlySpan<uint> below = labels.Row(run.Y + 1).Slice(run.X, run.Length);
                Mark(above, below, id, marks);
                marks[0] = 1;
                marks[^1] = 1;
            }
        }
        return new ObjectBorders(labels, border);
    }

    /// <summary>True for a border pixel; ask for pixels of objects only.</summary>
    public bool IsBorder(int y, int x) => _border[y, x] != 0;

    /// <summary>Perimeter of one object, px, and the mean of the plane's finite pixels on its border (NaN where none is).</summary>
    public (double PerimeterPx, double MeanIntensity) Measure(uint id, ReadOnlySpan<ObjectRun> runs, Plane<float> plane)
    {
        long straight = 0;
        long diagonal = 0;
        long mixed = 0;
        double sum = 0;
        long finite = 0;
        foreach (ObjectRun run in runs)
        {
            ReadOnlySpan<byte> marks = _border.Row(run.Y);
            ReadOnlySpan<float> pixels = plane.Row(run.Y);
            for (int x = Next(marks, run.X, run.End); x < run.End; x = Next(marks, x + 1, run.End))
            {
                switch (Weight(id, run.Y, x))
                {
                    case 5 or 7 or 15 or 17 or 25 or 27:
                        straight++;
                        break;
                    case 21 or 33:
                        diagonal++;
                        break;
                    case 13 or 23:
                        mixed++;
                        break;
                }
                if (float.IsFinite(pixels[x]))
                {
                    sum += pixels[x];
                    finite++;
                }
            }
        }
        return (straight + (diagonal * Math.Sqrt(2)) + (mixed * ((1 + Math.Sqrt(2)) / 2)), finite == 0 ? double.NaN : sum / finite);
    }

    /// <summary>Gives the memory back.</summary>
    public void Dispose() => _border.Dispose();

    private static int Next(ReadOnlySpan<byte> marks, int from, int end)
    {
        int step = marks[from..end].IndexOf((byte)1);
        return step < 0 ? end : from + step;
    }

    // Sixteen pixels at a time where all above and below are of the object, which is the rule inside.
    private static void Mark(ReadOnlySpan<uint> above, ReadOnlySpan<uint> below, uint id, Span<byte> marks)
    {
        Vector512<uint> own = Vector512.Create(id);
        ref uint up = ref MemoryMarshal.GetReference(above);
        ref uint down = ref MemoryMarshal.GetReference(below);
        int x = 0;
        for (; x <= marks.Length - Vector512<uint>.Count; x += Vector512<uint>.Count)
        {
            Vector512<uint> other = (Vector512.LoadUnsafe(ref up, (nuint)x) ^ own) | (Vector512.LoadUnsafe(ref down, (nuint)x) ^ own);
            if (other == Vector512<uint>.Zero)
            {
                marks.Slice(x, Vector512<uint>.Count).Clear();
            }
            else
            {
                MarkSlowly(above, below, id, marks, x, x + Vector512<uint>.Count);
            }
        }
        MarkSlowly(above, below, id, marks, x, marks.Length);
    }

    private static void MarkSlowly(ReadOnlySpan<uint> above, ReadOnlySpan<uint> below, uint id, Span<byte> marks, int from, int to)
    {
        for (int x = from; x < to; x++)
        {
            marks[x] = above[x] != id || below[x] != id ? (byte)1 : (byte)0;
        }
    }

    // 1 + 2 for each border neighbour by an edge + 10 for each by a corner.
    private int Weight(uint id, int y, int x)
    {
        if (y > 0 && x > 0 && y < _labels.Height - 1 && x < _labels.Width - 1)
        {
            return WeightInside(id, (y * _labels.Width) + x);
        }
        int weight = 1;
        int first = Math.Max(0, x - 1);
        int last = Math.Min(_labels.Width - 1, x + 1);
        for (int row = Math.Max(0, y - 1); row <= Math.Min(_labels.Height - 1, y + 1); row++)
        {
            ReadOnlySpan<uint> ids = _labels.Row(row);
            ReadOnlySpan<byte> marks = _border.Row(row);
            for (int column = first; column <= last; column++)
            {
                if (ids[column] == id && marks[column] != 0)
                {
                    weight += row == y ? (column == x ? 0 : 2) : column == x ? 2 : 10;
                }
            }
        }
        return weight;
    }

    // The same where all eight neighbours are there.
    private int WeightInside(uint id, int at)
    {
        int width = _labels.Width;
        ReadOnlySpan<uint> ids = _labels.Pixels.Slice(at - width - 1, (2 * width) + 3);
        ReadOnlySpan<byte> marks = _border.Pixels.Slice(at - width - 1, (2 * width) + 3);
        int edges = Is(ids, marks, 1) + Is(ids, marks, width) + Is(ids, marks, width + 2) + Is(ids, marks, (2 * width) + 1);
        int corners = Is(ids, marks, 0) + Is(ids, marks, 2) + Is(ids, marks, 2 * width) + Is(ids, marks, (2 * width) + 2);
        return 1 + (2 * edges) + (10 * corners);

        int Is(ReadOnlySpan<uint> labels, ReadOnlySpan<byte> border, int neighbour) => labels[neighbour] == id ? border[neighbour] : 0;
    }
}
