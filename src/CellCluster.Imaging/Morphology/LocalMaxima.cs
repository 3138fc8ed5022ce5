using System.Buffers;

namespace CellCluster.Imaging;

/// <summary>One local maximum of a plane.</summary>
/// <param name="Y">Row.</param>
/// <param name="X">Column.</param>
/// <param name="Value">The plane there.</param>
public readonly record struct Peak(int Y, int X, float Value);

/// <summary>Local maxima: pixels that no other within a square window exceeds.</summary>
/// <remarks>
/// A candidate is above the level and equals the maximum of its (2d+1) x (2d+1) window. With labels each object is searched on its own: pixels of another
/// id do not count. Without, outside the plane counts as 0, as in scikit-image 0.19.3's <c>peak_local_max</c>. NaN is never a maximum and hides none.
/// The window is searched for pixels that no neighbour exceeds; where that costs more than 16 looks a pixel (combs, plateaus), the maxima of all windows are
/// found at once in O(pixels log d). With labels, pixels below a higher one of another id are still searched one by one. Scratch is pooled, single-threaded.
/// </remarks>
public static class LocalMaxima
{
    /// <summary>Maxima at least <paramref name="minDistancePx"/> apart (the larger of row and column distance), highest first.</summary>
    /// <remarks>
    /// As <c>peak_local_max</c>: of candidates closer than that the higher stays; at equal height the first one row by row (there the sort decides). A plane on
    /// which every pixel is a maximum has none. With <paramref name="labels"/> objects come in the order of their ids, and of an object on which every pixel is
    /// a maximum only pixels remain that no 3x3 cross inside it covers; for a marker per object whatever its shape take <see cref="Mark"/>.
    /// </remarks>
    /// <param name="plane">(height, width) float.</param>
    /// <param name="minDistancePx">d, half of the window, px, 1 or more.</param>
    /// <param name="aboveLevel">Only pixels above it; negative infinity for all.</param>
    /// <param name="labels">Same size, 0 = not searched; null: the whole plane is one object.</param>
    /// <param name="excludeBorderPx">Peaks within so many px of the border are dropped; 0, the default, keeps all (scikit-image's own default is d).</param>
    public static IReadOnlyList<Peak> Find(Plane<float> plane, int minDistancePx, float aboveLevel, Plane<uint>? labels = null, int excludeBorderPx = 0)
    {
        Check(plane, minDistancePx, labels);
        ArgumentOutOfRangeException.ThrowIfNegative(excludeBorderPx);
        using var candidates = new PeakBuffer();
        AddCandidates(plane, labels, minDistancePx, aboveLevel, candidates);
        candidates.RemoveAll(c => Math.Min(c.Peak.Y, plane.Height - 1 - c.Peak.Y) < excludeBorderPx || Math.Min(c.Peak.X, plane.Width - 1 - c.Peak.X) < excludeBorderPx);
        candidates.Peaks.Sort();
        return PeakSpacing.Thin(candidates.Peaks, plane.Height, plane.Width, minDistancePx);
    }

    /// <summary>A marker image: every pixel above the level that no other within the window exceeds, joined with its eight neighbours, ids row by row.</summary>
    /// <remarks>Maxima of equal height closer than the window stay apart unless they touch. An object that is flat is one marker.</remarks>
    /// <param name="plane">(height, width) float.</param>
    /// <param name="radiusPx">d, half of the window, px, 1 or more.</param>
    /// <param name="aboveLevel">Only pixels above it.</param>
    /// <param name="labels">Same size, 0 = not searched; null: the whole plane.</param>
    /// <param name="markers">Same size; every pixel is written.</param>
    /// <returns>The number of markers.</returns>
    public static int Mark(Plane<float> plane, int radiusPx, float aboveLevel, Plane<uint>? labels, Plane<uint> markers)
    {
        Check(plane, radiusPx, labels);
        SizeCheck.Same(plane, markers, nameof(markers));
        using var mask = Plane<byte>.Rent(plane.Height, plane.Width);
        using var window = new MaximumWindow(plane, labels, radiusPx);
        for (int y = 0; y < plane.Height; y++)
        {
            ReadOnlySpan<float> row = plane.Row(y);
            Span<byte> to = mask.Row(y);
            window.StartRow();
            for (int x = 0; x < row.Length; x++)
            {
                to[x] = row[x] > aboveLevel && (labels is null || labels[y, x] != 0) && window.IsMaximum(y, x) ? ThresholdMask.Foreground : (byte)0;
            }
        }
        return ConnectedComponents.Label(mask, markers);
    }

    private static void Check(Plane<float> plane, int distancePx, Plane<uint>? labels)
    {
        ArgumentNullException.ThrowIfNull(plane);
        ArgumentOutOfRangeException.ThrowIfLessThan(distancePx, 1);
        if (labels is not null)
        {
            SizeCheck.Same(plane, labels, nameof(labels));
        }
    }

    private static void AddCandidates(Plane<float> plane, Plane<uint>? labels, int distancePx, float aboveLevel, PeakBuffer candidates)
    {
        uint largest = labels is null ? 0 : LabelIds.Largest(labels);
        bool[] shaped = ArrayPool<bool>.Shared.Rent(checked((int)largest + 1)); // objects with a pixel that is no maximum
        shaped.AsSpan(0, (int)largest + 1).Clear();
        shaped[0] = labels is null && plane.PixelCount == 1; // a single pixel is its own peak
        using var window = new MaximumWindow(plane, labels, distancePx);
        for (int y = 0; y < plane.Height; y++)
        {
            ReadOnlySpan<float> row = plane.Row(y);
            ReadOnlySpan<uint> ids = labels is null ? default : labels.Row(y);
            window.StartRow();
            for (int x = 0; x < row.Length; x++)
            {
                uint id = labels is null ? 0 : ids[x];
                if ((labels is not null && id == 0) || (!(row[x] > aboveLevel) && shaped[id]))
                {
                    continue;
                }
                if (!window.IsMaximum(y, x))
                {
                    shaped[id] = true;
                }
                else if (row[x] > aboveLevel)
                {
                    candidates.Add(new PeakOfObject(id, new Peak(y, x, row[x])));
                }
            }
        }
        candidates.RemoveAll(c => !shaped[c.Id] && (labels is null || CoveredByCross(labels, c)));
        ArrayPool<bool>.Shared.Return(shaped);
    }

    private static bool CoveredByCross(Plane<uint> labels, PeakOfObject candidate)
    {
        (int y, int x) = (candidate.Peak.Y, candidate.Peak.X);
        return Cross(y, x) || Cross(y - 1, x) || Cross(y + 1, x) || Cross(y, x - 1) || Cross(y, x + 1);

        bool Cross(int cy, int cx) =>
            cy > 0 && cx > 0 && cy < labels.Height - 1 && cx < labels.Width - 1
            && labels[cy, cx] == candidate.Id && labels[cy - 1, cx] == candidate.Id && labels[cy + 1, cx] == candidate.Id
            && labels[cy, cx - 1] == candidate.Id && labels[cy, cx + 1] == candidate.Id;
    }
}
