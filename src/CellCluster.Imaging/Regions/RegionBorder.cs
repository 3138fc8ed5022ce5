namespace CellCluster.Imaging;

/// <summary>Counts of border configurations of one object: perimeter, Crofton perimeter, Euler number.</summary>
internal struct RegionBorder
{
    private int _straight;
    private int _diagonal;
    private int _mixed;
    private Quads _quads;

    /// <summary>Border pixels (an edge neighbour is of another id) weighted by how many border pixels of the object lie around them. Source: Benkrid and Crookes.</summary>
    public readonly double Perimeter => _straight + (_diagonal * Math.Sqrt(2)) + (_mixed * (1 + Math.Sqrt(2)) / 2);

    /// <summary>Crofton's formula for four directions, from the 2x2 configurations.</summary>
    public readonly double Crofton => _quads.Crofton;

    /// <summary>Pieces minus holes.</summary>
    public readonly int EulerNumber => _quads.Euler;

    /// <summary>Adds every pixel of every object, by id.</summary>
    public static void Add(Plane<uint> labels, Span<RegionBorder> byId)
    {
        using var flags = Plane<byte>.Rent(labels.Height, labels.Width);
        for (int y = 0; y < labels.Height; y++)
        {
            MarkBorder(labels, y, flags.Row(y));
        }
        for (int y = 0; y < labels.Height; y++)
        {
            AddPixels(labels, flags, y, byId);
        }
        for (int y = 0; y <= labels.Height; y++)
        {
            AddQuads(labels, y, byId);
        }
    }

    private static void MarkBorder(Plane<uint> labels, int y, Span<byte> flags)
    {
        ReadOnlySpan<uint> row = labels.Row(y);
        ReadOnlySpan<uint> above = y > 0 ? labels.Row(y - 1) : default;
        ReadOnlySpan<uint> below = y + 1 < labels.Height ? labels.Row(y + 1) : default;
        flags.Clear();
        for (int x = row.IndexOfAnyExcept(0u); x >= 0; x = Next(row, x))
        {
            int length = row[x..].IndexOfAnyExcept(row[x]);
            int end = length < 0 ? row.Length : x + length;
            MarkRun(row, above, below, x, end, flags);
            x = end - 1;
        }
    }

    private static int Next(ReadOnlySpan<uint> row, int x)
    {
        int gap = row[(x + 1)..].IndexOfAnyExcept(0u);
        return gap < 0 ? -1 : x + 1 + gap;
    }

    // Both ends of a run are border, between them what has another id above or below.
    private static void MarkRun(ReadOnlySpan<uint> row, ReadOnlySpan<uint> above, ReadOnlySpan<uint> below, int x, int end, Span<byte> flags)
    {
        uint id = row[x];
        if (above.IsEmpty || below.IsEmpty)
        {
            flags[x..end].Fill(1);
            return;
        }
        for (int i = x; i < end; i++)
        {
            flags[i] = above[i] == id && below[i] == id ? (byte)0 : (byte)1;
        }
        flags[x] = 1;
        flags[end - 1] = 1;
    }

    private static void AddPixels(Plane<uint> labels, Plane<byte> flags, int y, Span<RegionBorder> byId)
    {
        ReadOnlySpan<byte> row = flags.Row(y);
        int x = -1;
        while (true)
        {
            int next = row[(x + 1)..].IndexOf((byte)1);
            if (next < 0)
            {
                return;
            }
            x += next + 1;
            uint id = labels[y, x];
            (int edges, int corners) = y > 0 && x > 0 && y < labels.Height - 1 && x < labels.Width - 1
                ? NeighboursInside(labels, flags, (y * labels.Width) + x, id)
                : Neighbours(labels, flags, y, x, id);
            ref RegionBorder border = ref byId[(int)id];
            switch ((edges, corners))
            {
                case (2 or 3, <= 2):
                    border._straight++;
                    break;
                case (0, 2) or (1, 3):
                    border._diagonal++;
                    break;
                case (1, 1 or 2):
                    border._mixed++;
                    break;
                default: // the estimator gives the others no length
                    break;
            }
        }
    }

    private static (int Edges, int Corners) Neighbours(Plane<uint> labels, Plane<byte> flags, int y, int x, uint id) => (
        Is(labels, flags, y - 1, x, id) + Is(labels, flags, y, x - 1, id) + Is(labels, flags, y, x + 1, id) + Is(labels, flags, y + 1, x, id),
        Is(labels, flags, y - 1, x - 1, id) + Is(labels, flags, y - 1, x + 1, id) + Is(labels, flags, y + 1, x - 1, id) + Is(labels, flags, y + 1, x + 1, id));

    // The same where all eight neighbours are there.
    private static (int Edges, int Corners) NeighboursInside(Plane<uint> labels, Plane<byte> flags, int at, uint id)
    {
        int width = labels.Width;
        ReadOnlySpan<uint> ids = labels.Pixels.Slice(at - width - 1, (2 * width) + 3);
        ReadOnlySpan<byte> marks = flags.Pixels.Slice(at - width - 1, (2 * width) + 3);
        return (
            Own(ids, marks, 1) + Own(ids, marks, width) + Own(ids, marks, width + 2) + Own(ids, marks, (2 * width) + 1),
            Own(ids, marks, 0) + Own(ids, marks, 2) + Own(ids, marks, 2 * width) + Own(ids, marks, (2 * width) + 2));

        int Own(ReadOnlySpan<uint> row, ReadOnlySpan<byte> border, int neighbour) => row[neighbour] == id ? border[neighbour] : 0;
    }

    private static int Is(Plane<uint> labels, Plane<byte> flags, int y, int x, uint id) =>
        (uint)y < (uint)labels.Height && (uint)x < (uint)labels.Width && labels[y, x] == id ? flags[y, x] : 0;

    // Every 2x2 window whose lower row is y, also those that reach outside: lower right 1, upper right 2, lower left 4, upper left 8.
    private static void AddQuads(Plane<uint> labels, int y, Span<RegionBorder> byId)
    {
        ReadOnlySpan<uint> above = y > 0 ? labels.Row(y - 1) : default;
        ReadOnlySpan<uint> row = y < labels.Height ? labels.Row(y) : default;
        uint upperLeft = 0;
        uint lowerLeft = 0;
        int nextAbove = -1;
        int nextBelow = -1;
        for (int x = 0; x <= labels.Width; x++)
        {
            if ((upperLeft | lowerLeft) == 0)
            {
                nextAbove = nextAbove < x ? NextObject(above, x) : nextAbove;
                nextBelow = nextBelow < x ? NextObject(row, x) : nextBelow;
                x = Math.Min(nextAbove, nextBelow);
                if (x == int.MaxValue)
                {
                    return;
                }
            }
            else if (upperLeft == lowerLeft && x < row.Length && x < above.Length && row[x] == upperLeft && above[x] == upperLeft)
            {
                x = Math.Min(End(above, x, upperLeft), End(row, x, upperLeft)); // windows inside an object count nothing
            }
            uint upperRight = !above.IsEmpty && x < above.Length ? above[x] : 0;
            uint lowerRight = !row.IsEmpty && x < row.Length ? row[x] : 0;
            if (upperLeft != lowerLeft || upperRight != lowerRight || upperLeft != upperRight)
            {
                AddQuad(upperLeft, upperRight, lowerLeft, lowerRight, byId);
            }
            upperLeft = upperRight;
            lowerLeft = lowerRight;
        }
    }

    private static int End(ReadOnlySpan<uint> row, int x, uint id)
    {
        int length = row[x..].IndexOfAnyExcept(id);
        return length < 0 ? row.Length : x + length;
    }

    private static int NextObject(ReadOnlySpan<uint> row, int x)
    {
        int gap = x < row.Length ? row[x..].IndexOfAnyExcept(0u) : -1;
        return gap < 0 ? int.MaxValue : x + gap;
    }

    private static void AddQuad(uint upperLeft, uint upperRight, uint lowerLeft, uint lowerRight, Span<RegionBorder> byId)
    {
        AddQuadOf(lowerRight, upperLeft, upperRight, lowerLeft, lowerRight, byId);
        if (upperRight != lowerRight)
        {
            AddQuadOf(upperRight, upperLeft, upperRight, lowerLeft, lowerRight, byId);
        }
        if (lowerLeft != lowerRight && lowerLeft != upperRight)
        {
            AddQuadOf(lowerLeft, upperLeft, upperRight, lowerLeft, lowerRight, byId);
        }
        if (upperLeft != lowerRight && upperLeft != upperRight && upperLeft != lowerLeft)
        {
            AddQuadOf(upperLeft, upperLeft, upperRight, lowerLeft, lowerRight, byId);
        }
    }

    private static void AddQuadOf(uint id, uint upperLeft, uint upperRight, uint lowerLeft, uint lowerRight, Span<RegionBorder> byId)
    {
        if (id != 0)
        {
            byId[(int)id]._quads.Add((lowerRight == id ? 1 : 0) | (upperRight == id ? 2 : 0) | (lowerLeft == id ? 4 : 0) | (upperLeft == id ? 8 : 0));
        }
    }

    /// <summary>Counts of 2x2 configurations in the classes that the two measures tell apart. Sources: Ohser et al. 2002 (Euler), Rivollier 2010 (Crofton).</summary>
    private struct Quads
    {
        private int _corner; // 1, 5
        private int _tip; // 2, 7, 10, 11
        private int _step; // 3
        private int _low; // 8, 12
        private int _edge; // 9, 13

        public int Euler { get; private set; }

        public readonly double Crofton => Math.PI * (
            (_corner / 4.0 * (1 + (1 / Math.Sqrt(2)))) + (_tip / (4 * Math.Sqrt(2))) + (_step / (2 * Math.Sqrt(2))) + (_low / 4.0) + (_edge / 2.0));

        public void Add(int configuration)
        {
            switch (configuration)
            {
                case 1 or 5:
                    _corner++;
                    break;
                case 2 or 7 or 10 or 11:
                    _tip++;
                    break;
                case 3:
                    _step++;
                    break;
                case 8 or 12:
                    _low++;
                    break;
                case 9 or 13:
                    _edge++;
                    break;
                default:
                    break;
            }
            Euler += configuration switch
            {
                8 => 1,
                6 or 14 => -1,
                _ => 0,
            };
        }
    }
}
