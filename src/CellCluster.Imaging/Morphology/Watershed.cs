namespace CellCluster.Imaging;

/// <summary>Which pixels are neighbours.</summary>
public enum Connectivity
{
    /// <summary>Pixels that share an edge.</summary>
    Edges = 4,

    /// <summary>Pixels that share an edge or a corner.</summary>
    EdgesAndCorners = 8,
}

/// <summary>Floods a height plane from markers: every reached pixel gets the id of the marker whose water comes first.</summary>
/// <remarks>
/// The order is (height, time of entry into the queue), neighbours enter in the order up, left, right, down (then the corners row by row); no line is left
/// between basins. Equal, pixel by pixel, to scikit-image 0.19.3's <c>watershed</c>, including markers of equal height: it gives them one
/// time of entry and leaves their order to its binary heap, whose moves <see cref="FloodQueue"/> repeats. NaN heights flood last, after positive infinity.
/// O(n log n) in the flooded pixels n; scratch is pooled. Single-threaded. Sources: Beucher and Meyer 1993; the queue's order is Meyer's, 1991.
/// </remarks>
public static class Watershed
{
    private const byte Free = 1;
    private const byte NoLeft = 2;
    private const byte NoRight = 4;
    private const byte NoUp = 8;
    private const byte NoDown = 16;

    /// <summary>Floods over shared edges: <see cref="Flood(Plane{float}, Plane{uint}, Plane{byte}?, Plane{uint}, Connectivity)"/>.</summary>
    public static void Flood(Plane<float> height, Plane<uint> markers, Plane<byte>? mask, Plane<uint> labels) =>
        Flood(height, markers, mask, labels, Connectivity.Edges);

    /// <summary>Writes the basins of <paramref name="markers"/> on <paramref name="height"/> into <paramref name="labels"/>.</summary>
    /// <param name="height">(height, width) float; low floods first. For touching objects: minus the distance, or minus the intensity.</param>
    /// <param name="markers">Same size; not 0 = an id to start from. Ids are kept, one id may have many pixels. A marker outside the mask is dropped.</param>
    /// <param name="mask">Same size; only pixels other than 0 are flooded. Null: the whole plane.</param>
    /// <param name="labels">Same size; every pixel is written, 0 where no marker's water comes. May be <paramref name="markers"/> itself.</param>
    /// <param name="connectivity">Whether water also flows over corners.</param>
    public static void Flood(Plane<float> height, Plane<uint> markers, Plane<byte>? mask, Plane<uint> labels, Connectivity connectivity)
    {
        SizeCheck.Same(height, markers, nameof(markers));
        SizeCheck.Same(height, labels, nameof(labels));
        if (mask is not null)
        {
            SizeCheck.Same(height, mask, nameof(mask));
        }
        using var state = Plane<byte>.Rent(height.Height, height.Width);
        using var entered = Plane<uint>.Rent(height.Height, height.Width); // flat index of the pixel that entered as the n-th
        int markerCount = Start(markers, mask, labels, state.Pixels, entered.Pixels);
        var queue = new FloodQueue(markerCount);
        try
        {
            Spread(height, labels, state.Pixels, entered.Pixels, markerCount, ref queue, connectivity == Connectivity.EdgesAndCorners);
        }
        finally
        {
            queue.Return();
        }
    }

    // A state byte per pixel: may be flooded, and which neighbours do not exist.
    private static int Start(Plane<uint> markers, Plane<byte>? mask, Plane<uint> labels, Span<byte> state, Span<uint> entered)
    {
        int width = labels.Width;
        int count = 0;
        for (int y = 0; y < labels.Height; y++)
        {
            ReadOnlySpan<uint> from = markers.Row(y);
            ReadOnlySpan<byte> allowed = mask is null ? default : mask.Row(y);
            Span<uint> to = labels.Row(y);
            Span<byte> row = state.Slice(y * width, width);
            byte rows = (byte)((y == 0 ? NoUp : 0) | (y == labels.Height - 1 ? NoDown : 0));
            for (int x = 0; x < width; x++)
            {
                bool inside = allowed.IsEmpty || allowed[x] != 0;
                uint id = inside ? from[x] : 0;
                to[x] = id;
                row[x] = (byte)(rows | (inside && id == 0 ? Free : 0));
                if (id != 0)
                {
                    entered[count++] = (uint)((y * width) + x);
                }
            }
            row[0] |= NoLeft;
            row[width - 1] |= NoRight;
        }
        return count;
    }

    private static void Spread(Plane<float> height, Plane<uint> labels, Span<byte> state, Span<uint> entered, int markerCount, ref FloodQueue queue, bool corners)
    {
        ReadOnlySpan<float> heights = height.Pixels;
        Span<uint> ids = labels.Pixels;
        int width = labels.Width;
        for (int i = 0; i < markerCount; i++)
        {
            queue.Push(FloodQueue.Marker(heights[(int)entered[i]], i));
        }
        int count = markerCount;
        while (queue.Count > 0)
        {
            int at = (int)entered[FloodQueue.EntryOf(queue.Pop())];
            uint id = ids[at];
            byte edges = state[at];
            if ((edges & NoUp) == 0)
            {
                Enter(at - width, id, heights, ids, state, entered, ref count, ref queue);
            }
            if ((edges & NoLeft) == 0)
            {
                Enter(at - 1, id, heights, ids, state, entered, ref count, ref queue);
            }
            if ((edges & NoRight) == 0)
            {
                Enter(at + 1, id, heights, ids, state, entered, ref count, ref queue);
            }
            if ((edges & NoDown) == 0)
            {
                Enter(at + width, id, heights, ids, state, entered, ref count, ref queue);
            }
            if (corners)
            {
                if ((edges & (NoUp | NoLeft)) == 0)
                {
                    Enter(at - width - 1, id, heights, ids, state, entered, ref count, ref queue);
                }
                if ((edges & (NoUp | NoRight)) == 0)
                {
                    Enter(at - width + 1, id, heights, ids, state, entered, ref count, ref queue);
                }
                if ((edges & (NoDown | NoLeft)) == 0)
                {
                    Enter(at + width - 1, id, heights, ids, state, entered, ref count, ref queue);
                }
                if ((edges & (NoDown | NoRight)) == 0)
                {
                    Enter(at + width + 1, id, heights, ids, state, entered, ref count, ref queue);
                }
            }
        }
    }

    // A pixel is labelled as it enters: later water cannot come to it at a lower height.
    private static void Enter(int at, uint id, ReadOnlySpan<float> heights, Span<uint> ids, Span<byte> state, Span<uint> entered, ref int count, ref FloodQueue queue)
    {
        if ((state[at] & Free) != 0)
        {
            state[at] ^= Free;
            ids[at] = id;
            entered[count] = (uint)at;
            queue.Push(FloodQueue.Pixel(heights[at], count));
            count++;
        }
    }
}
