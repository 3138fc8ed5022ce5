namespace CellCluster.Imaging;

/// <summary>The seam certificate of a field: how much neighbouring tiles disagree about pixels that both computed.</summary>
/// <param name="MaximumDifference">Largest absolute difference, in the units of the prediction; 0 where nothing overlaps.</param>
/// <param name="RootMeanSquareDifference">Root of the mean squared difference over <paramref name="ComparedPixelCount"/> pixels.</param>
/// <param name="ComparedPixelCount">Pixel pairs compared: horizontally and vertically neighbouring tiles, inside the true field.</param>
public readonly record struct SeamCertificate(double MaximumDifference, double RootMeanSquareDifference, long ComparedPixelCount);

/// <summary>Measures the <see cref="SeamCertificate"/> of one predicted plane while its tiles arrive, in any order.</summary>
/// <remarks>
/// Keeps only the overlap strips of pairs whose other tile is still missing (pooled). Results per pair are summed in the order of the plan,
/// so the figures do not depend on the order of arrival. A NaN on either side makes both figures NaN. Not thread-safe.
/// </remarks>
public sealed class SeamDisagreement : IDisposable
{
    private readonly TilePlan _plan;
    private readonly Dictionary<int, Plane<float>> _waiting = [];
    private readonly double[] _maximum;
    private readonly double[] _squares;
    private readonly long[] _compared;

    /// <summary>Starts a measurement for fields of <paramref name="plan"/>.</summary>
    public SeamDisagreement(TilePlan plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        _plan = plan;
        // Pair 2i joins tile i with its right neighbour, pair 2i + 1 with the one below.
        _maximum = new double[plan.Tiles.Count * 2];
        _squares = new double[plan.Tiles.Count * 2];
        _compared = new long[plan.Tiles.Count * 2];
    }

    /// <summary>Takes in one tile's output, (OuterHeight, OuterWidth) float; each tile once.</summary>
    public void Add(ReadOnlySpan<float> tileOutput, Tile tile)
    {
        int columns = _plan.TileColumnCount;
        if (tile.Column > 0)
        {
            Meet(2 * (tile.Index - 1), tileOutput, tile, _plan.Tiles[tile.Index - 1]);
        }
        if (tile.Row > 0)
        {
            Meet((2 * (tile.Index - columns)) + 1, tileOutput, tile, _plan.Tiles[tile.Index - columns]);
        }
        if (tile.Column + 1 < columns)
        {
            Meet(2 * tile.Index, tileOutput, tile, _plan.Tiles[tile.Index + 1]);
        }
        if (tile.Row + 1 < _plan.TileRowCount)
        {
            Meet((2 * tile.Index) + 1, tileOutput, tile, _plan.Tiles[tile.Index + columns]);
        }
    }

    /// <summary>The figures over all pairs whose two tiles were added.</summary>
    public SeamCertificate Certificate()
    {
        double maximum = 0;
        double squares = 0;
        long compared = 0;
        for (int pair = 0; pair < _maximum.Length; pair++)
        {
            maximum = Math.Max(maximum, _maximum[pair]); // Math.Max hands a NaN on
            squares += _squares[pair];
            compared += _compared[pair];
        }
        return new SeamCertificate(maximum, compared == 0 ? 0 : Math.Sqrt(squares / compared), compared);
    }

    /// <summary>Gives the strips of unfinished pairs back.</summary>
    public void Dispose()
    {
        foreach (Plane<float> strip in _waiting.Values)
        {
            strip.Dispose();
        }
        _waiting.Clear();
    }

    private void Meet(int pair, ReadOnlySpan<float> output, Tile tile, Tile neighbour)
    {
        PixelRect shared = tile.Outer.Intersect(neighbour.Outer).Intersect(new PixelRect(0, 0, _plan.Height, _plan.Width));
        if (shared.PixelCount == 0)
        {
            return;
        }
        if (_waiting.Remove(pair, out Plane<float>? other))
        {
            using (other)
            {
                Compare(pair, output, tile, shared, other);
            }
            return;
        }
        var strip = Plane<float>.Rent(shared.Height, shared.Width);
        for (int y = 0; y < shared.Height; y++)
        {
            Part(output, tile, shared, y).CopyTo(strip.Row(y));
        }
        _waiting.Add(pair, strip);
    }

    private void Compare(int pair, ReadOnlySpan<float> output, Tile tile, PixelRect shared, Plane<float> other)
    {
        double maximum = 0;
        double squares = 0;
        for (int y = 0; y < shared.Height; y++)
        {
            ReadOnlySpan<float> mine = Part(output, tile, shared, y);
            ReadOnlySpan<float> theirs = other.Row(y);
            for (int x = 0; x < mine.Length; x++)
            {
                double difference = Math.Abs((double)mine[x] - theirs[x]);
                maximum = Math.Max(maximum, difference);
                squares += difference * difference;
            }
        }
        _maximum[pair] = maximum;
        _squares[pair] = squares;
        _compared[pair] = shared.PixelCount;
    }

    private ReadOnlySpan<float> Part(ReadOnlySpan<float> output, Tile tile, PixelRect shared, int y) =>
        output.Slice(((shared.Y + y - tile.Outer.Y) * _plan.OuterWidth) + shared.X - tile.Outer.X, shared.Width);
}
