namespace CellCluster.Imaging;

/// <summary>The outer contour of one piece of an object.</summary>
/// <param name="Id">The object.</param>
/// <param name="Start">Index of its first point among all points.</param>
/// <param name="PointCount">Points, 1 or more.</param>
/// <param name="AreaPx">Area of the polygon through the border pixels' centres, px^2, holes filled: OpenCV's contourArea. 0 for a line or a point.</param>
public readonly record struct ObjectContour(uint Id, int Start, int PointCount, double AreaPx);

/// <summary>The outer contours of the objects of a label image, each on its own: touching objects have contours of their own.</summary>
/// <remarks>
/// One contour per 8-connected piece of an id, in the order of the pieces' first pixels row by row; normally an object is one piece. Points are the border
/// pixels themselves, from the first one down the left side and round (counter-clockwise as seen), every pixel: the points and the area of OpenCV's
/// <c>findContours</c> (RETR_EXTERNAL, CHAIN_APPROX_NONE) on the object alone, save that a piece inside a hole of its own id counts too.
/// O(pixels + border). Points lie in pooled memory until this is disposed. Not thread-safe.
/// </remarks>
public sealed class ObjectContours : IDisposable
{
    private readonly ContourPoints _points = new();
    private readonly List<ObjectContour> _contours = [];

    private ObjectContours()
    {
    }

    /// <summary>The contours.</summary>
    public IReadOnlyList<ObjectContour> Contours => _contours;

    /// <summary>Traces every object of <paramref name="labels"/> (0 = background).</summary>
    public static ObjectContours Of(Plane<uint> labels)
    {
        ArgumentNullException.ThrowIfNull(labels);
        var result = new ObjectContours();
        result.Trace(labels);
        return result;
    }

    /// <summary>The pixels of one contour, valid until this is disposed.</summary>
    public ReadOnlySpan<PixelPoint> Points(ObjectContour contour) => _points.Slice(contour.Start, contour.PointCount);

    /// <inheritdoc/>
    public void Dispose() => _points.Dispose();

    // The first pixel of a piece, row by row, has no pixel of its id to the left or above. So has the top of a bump into a hole: its trace runs round the
    // hole, the other way, and is dropped.
    private void Trace(Plane<uint> labels)
    {
        using var visited = Plane<byte>.Rent(labels.Height, labels.Width);
        visited.Pixels.Clear();
        var tracer = new BorderTracer(labels, _points);
        for (int y = 0; y < labels.Height; y++)
        {
            ReadOnlySpan<uint> row = labels.Row(y);
            ReadOnlySpan<uint> above = y > 0 ? labels.Row(y - 1) : default;
            uint before = 0;
            for (int x = 0; x < row.Length; x++)
            {
                uint id = row[x];
                if (id == before)
                {
                    if (id == 0)
                    {
                        int gap = row[x..].IndexOfAnyExcept(0u);
                        if (gap < 0)
                        {
                            break;
                        }
                        x += gap - 1;
                    }
                    continue;
                }
                before = id;
                if (id != 0 && !ContinuesFromAbove(above, x, id) && visited[y, x] == 0)
                {
                    int start = _points.Count;
                    long doubled = tracer.Trace(y, x, visited.Pixels);
                    if (doubled < 0)
                    {
                        _points.Truncate(start);
                        continue;
                    }
                    _contours.Add(new ObjectContour(id, start, _points.Count - start, doubled / 2.0));
                }
            }
        }
    }

    private static bool ContinuesFromAbove(ReadOnlySpan<uint> above, int x, uint id) =>
        !above.IsEmpty && (above[x] == id || (x > 0 && above[x - 1] == id) || (x + 1 < above.Length && above[x + 1] == id));
}
