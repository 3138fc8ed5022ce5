using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using CellCluster.Imaging;

namespace CellCluster.Analysis;

/// <summary>Which pixels of a row lie within the cell radius of a nucleus.</summary>
/// <remarks>The same pixels as those of <see cref="NearestNucleus.DistancePx"/> up to the radius, without its map: for each pixel the distance to a nucleus in
/// its column, then, per row that is asked for, the union of the intervals that those distances leave of the radius. Planes are pooled: dispose it.</remarks>
internal sealed class CellReach : IDisposable
{
    private readonly Plane<ushort> _columns; // px to the nearest nucleus pixel in the same column; large where there is none
    private readonly int[] _halfWidths; // by that distance: how far left and right the radius still reaches

    private CellReach(Plane<ushort> columns, int[] halfWidths) => (_columns, _halfWidths) = (columns, halfWidths);

    /// <summary>Measures along the columns.</summary>
    /// <param name="nuclei">(height, width) label image.</param>
    /// <param name="radius">Px, above 0.</param>
    public static CellReach Of(Plane<uint> nuclei, double radius)
    {
        var columns = Plane<ushort>.Rent(nuclei.Height, nuclei.Width);
        for (int y = 0; y < nuclei.Height; y++)
        {
            ReadOnlySpan<uint> ids = nuclei.Row(y);
            Span<ushort> row = columns.Row(y);
            for (int x = 0; x < row.Length; x++)
            {
                row[x] = ids[x] != 0 ? (ushort)0 : ushort.MaxValue;
            }
            if (y > 0)
            {
                Approach(row, columns.Row(y - 1));
            }
        }
        for (int y = nuclei.Height - 2; y >= 0; y--)
        {
            Approach(columns.Row(y), columns.Row(y + 1));
        }
        return new CellReach(columns, HalfWidths(Math.Min(radius, Math.Min(ushort.MaxValue - 1, nuclei.Height + nuclei.Width))));
    }

    /// <summary>Writes above 0 for the pixels of row <paramref name="y"/> that lie within the radius, 0 for the others.</summary>
    /// <param name="y">Row.</param>
    /// <param name="covers">One element more than the plane is wide.</param>
    public void Row(int y, Span<int> covers)
    {
        covers.Clear();
        ReadOnlySpan<ushort> columns = _columns.Row(y);
        for (int x = 0; x < columns.Length; x++)
        {
            if (columns[x] < _halfWidths.Length)
            {
                int reach = _halfWidths[columns[x]];
                covers[Math.Max(x - reach, 0)]++;
                covers[Math.Min(x + reach + 1, columns.Length)]--;
            }
        }
        for (int x = 1; x < covers.Length; x++)
        {
            covers[x] += covers[x - 1];
        }
    }

    /// <summary>Gives the plane back.</summary>
    public void Dispose() => _columns.Dispose();

    // to = min(to, from + 1); 32 columns at a time.
    private static void Approach(Span<ushort> to, ReadOnlySpan<ushort> from)
    {
        ref ushort target = ref MemoryMarshal.GetReference(to);
        ref ushort source = ref MemoryMarshal.GetReference(from);
        int x = 0;
        for (; x <= to.Length - Vector512<ushort>.Count; x += Vector512<ushort>.Count)
        {
            Vector512<ushort> next = Vector512.AddSaturate(Vector512.LoadUnsafe(ref source, (nuint)x), Vector512<ushort>.One);
            Vector512.Min(Vector512.LoadUnsafe(ref target, (nuint)x), next).StoreUnsafe(ref target, (nuint)x);
        }
        for (; x < to.Length; x++)
        {
            to[x] = Math.Min(to[x], (ushort)Math.Min(from[x] + 1, ushort.MaxValue));
        }
    }

    // The largest w with sqrt(d^2 + w^2) <= radius, rounded as NearestNucleus rounds its distances.
    private static int[] HalfWidths(double radius)
    {
        var widths = new int[(int)radius + 1];
        for (int d = 0; d < widths.Length; d++)
        {
            int w = (int)Math.Sqrt(Math.Max(0, (radius * radius) - ((double)d * d))) + 1;
            while (w > 0 && (float)Math.Sqrt(((double)d * d) + ((double)w * w)) > radius)
            {
                w--;
            }
            widths[d] = w;
        }
        return widths;
    }
}
