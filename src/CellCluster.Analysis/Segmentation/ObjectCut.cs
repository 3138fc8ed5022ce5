using System.Buffers;
using CellCluster.Imaging;

namespace CellCluster.Analysis;

/// <summary>Ends every object at a level of its own: what stays is the largest piece above the level, its holes filled.</summary>
/// <remarks>
/// Pieces are groups joined over edges. A piece below the level is a hole where it meets nothing but its own object; one that meets background,
/// another object or the border of the plane is cut off. Ties of area go to the piece that begins first, row by row. O(foreground + pixels / vector); scratch is pooled.
/// </remarks>
internal static class ObjectCut
{
    /// <summary>Cuts <paramref name="labels"/> (ids 1..<paramref name="count"/>) in place.</summary>
    /// <param name="ends">Per id: a pixel stays where its height is above this.</param>
    /// <returns>Per id the pixels above its level in the piece that stays, holes not counted; 0 where nothing stays.</returns>
    public static int[] Apply(Plane<uint> labels, int count, Plane<float> heights, ReadOnlySpan<float> ends)
    {
        using var pieces = Plane<uint>.Rent(labels.Height, labels.Width);
        var forest = new Pieces();
        Find(labels, heights, ends, pieces, forest);
        forest.Gather();
        int[] areas = new int[count + 1];
        int[] largest = ArrayPool<int>.Shared.Rent(count + 1);
        largest.AsSpan(0, count + 1).Clear();
        for (int piece = 1; piece <= forest.Count; piece++)
        {
            if (forest.RootOf(piece) == piece && forest.IsAbove(piece) && forest.Area(piece) > areas[forest.Id(piece)])
            {
                areas[forest.Id(piece)] = forest.Area(piece);
                largest[forest.Id(piece)] = piece;
            }
        }
        forest.Resolve(largest);
        Span<uint> ids = labels.Pixels;
        ReadOnlySpan<uint> found = pieces.Pixels;
        for (int i = Next(ids, 0); i < ids.Length; i = Next(ids, i))
        {
            uint piece = 0;
            bool stays = false;
            for (; i < ids.Length && ids[i] != 0; i++)
            {
                if (found[i] != piece)
                {
                    piece = found[i];
                    stays = forest.Stays((int)piece);
                }
                ids[i] = stays ? ids[i] : 0;
            }
        }
        ArrayPool<int>.Shared.Return(largest);
        forest.Return();
        return areas;
    }

    private static void Find(Plane<uint> labels, Plane<float> heights, ReadOnlySpan<float> ends, Plane<uint> pieces, Pieces forest)
    {
        int last = labels.Width - 1;
        for (int y = 0; y < labels.Height; y++)
        {
            ReadOnlySpan<uint> ids = labels.Row(y);
            ReadOnlySpan<uint> idsAbove = y > 0 ? labels.Row(y - 1) : [];
            ReadOnlySpan<uint> idsBelow = y < labels.Height - 1 ? labels.Row(y + 1) : [];
            ReadOnlySpan<uint> piecesAbove = y > 0 ? pieces.Row(y - 1) : [];
            ReadOnlySpan<float> row = heights.Row(y);
            Span<uint> to = pieces.Row(y);
            bool isEdgeRow = idsAbove.IsEmpty || idsBelow.IsEmpty;
            for (int x = Next(ids, 0); x < ids.Length; x = Next(ids, x))
            {
                int left = 0; // its id and side, and how many pixels are to be added to it
                uint leftId = 0;
                bool leftIsAbove = false;
                int added = 0;
                float end = 0;
                for (; x < ids.Length && ids[x] != 0; x++)
                {
                    uint id = ids[x];
                    end = id == leftId ? end : ends[(int)id];
                    bool isAbove = row[x] > end;
                    int piece = 0;
                    if (id == leftId && isAbove == leftIsAbove)
                    {
                        piece = left;
                        added++;
                    }
                    else
                    {
                        forest.Add(left, added);
                        added = 0;
                    }
                    if (!idsAbove.IsEmpty && idsAbove[x] == id && (int)piecesAbove[x] is int above && above != piece && forest.Is(above, (int)id, isAbove))
                    {
                        if (piece == 0)
                        {
                            piece = above;
                            added = 1;
                        }
                        else
                        {
                            forest.Join(piece, above);
                        }
                    }
                    if (piece == 0)
                    {
                        piece = forest.Found((int)id, isAbove);
                    }
                    if (!isAbove && (isEdgeRow || x == 0 || x == last || idsAbove[x] != id || idsBelow[x] != id || ids[x - 1] != id || ids[x + 1] != id))
                    {
                        forest.Open(piece);
                    }
                    to[x] = (uint)piece;
                    (left, leftId, leftIsAbove) = (piece, id, isAbove);
                }
                forest.Add(left, added);
            }
        }
    }

    private static int Next(ReadOnlySpan<uint> ids, int from)
    {
        int step = ids[from..].IndexOfAnyExcept(0u);
        return step < 0 ? ids.Length : from + step;
    }

    /// <summary>Pieces of objects: a forest whose roots are whole pieces; piece 0 is background.</summary>
    private sealed class Pieces
    {
        private Piece[] _pieces = ArrayPool<Piece>.Shared.Rent(4096);

        public Pieces() => _pieces[0] = default;

        public int Count { get; private set; }

        public bool IsAbove(int piece) => _pieces[piece].IsAbove;

        public int Area(int piece) => _pieces[piece].Area;

        public int Id(int piece) => _pieces[piece].Id;

        public bool Is(int piece, int id, bool isAbove) => _pieces[piece].Id == id && _pieces[piece].IsAbove == isAbove;

        public bool Stays(int piece) => _pieces[piece].Stays;

        public int Found(int id, bool isAbove)
        {
            Count++;
            if (Count == _pieces.Length)
            {
                Piece[] larger = ArrayPool<Piece>.Shared.Rent(2 * _pieces.Length);
                _pieces.CopyTo(larger.AsSpan());
                ArrayPool<Piece>.Shared.Return(_pieces);
                _pieces = larger;
            }
            _pieces[Count] = new Piece { Parent = Count, Area = 1, Id = id, IsAbove = isAbove };
            return Count;
        }

        public int RootOf(int piece)
        {
            while (_pieces[piece].Parent != piece)
            {
                piece = _pieces[piece].Parent = _pieces[_pieces[piece].Parent].Parent;
            }
            return piece;
        }

        public void Add(int piece, int pixels) => _pieces[piece].Area += pixels; // gathered at the root by Join and Resolve

        public void Open(int piece) => _pieces[piece].IsOpen = true;

        // The earlier piece is the root, so a piece begins where its root does.
        public void Join(int one, int other)
        {
            int a = RootOf(one);
            int b = RootOf(other);
            if (a != b)
            {
                _pieces[Math.Max(a, b)].Parent = Math.Min(a, b);
            }
        }

        public void Gather()
        {
            for (int piece = Count; piece >= 1; piece--)
            {
                int root = RootOf(piece);
                if (root != piece)
                {
                    _pieces[root].Area += _pieces[piece].Area;
                    _pieces[root].IsOpen |= _pieces[piece].IsOpen;
                }
            }
        }

        public void Resolve(ReadOnlySpan<int> largest)
        {
            for (int piece = 1; piece <= Count; piece++)
            {
                int root = RootOf(piece);
                int id = _pieces[root].Id;
                _pieces[piece].Stays = root == largest[id] || (!_pieces[root].IsAbove && !_pieces[root].IsOpen && largest[id] != 0);
            }
        }

        public void Return() => ArrayPool<Piece>.Shared.Return(_pieces);
    }

    private struct Piece
    {
        public int Parent;
        public int Area;
        public int Id;
        public bool IsAbove;
        public bool IsOpen;
        public bool Stays;
    }
}
