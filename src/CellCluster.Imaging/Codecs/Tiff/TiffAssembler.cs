using System.Buffers;
using System.Runtime.InteropServices;

namespace CellCluster.Imaging;

/// <summary>Puts the decoded segments of a page into planes, one per wanted sample.</summary>
internal static class TiffAssembler
{
    /// <summary>Fills <paramref name="targets"/>; entry s takes sample s, null entries are not wanted.</summary>
    public static void Fill(ImageSource source, TiffPage page, Plane?[] targets)
    {
        using TiffSegments segments = TiffSegments.Open(source, page);
        long perPlane = (long)page.SegmentsAcross * page.SegmentsDown;
        byte[] buffer = [];
        try
        {
            for (int i = 0; i < page.Offsets.Length; i++)
            {
                int plane = (int)(i / perPlane);
                if (page.Planar && targets[plane] is null)
                {
                    continue;
                }
                int row = (int)(i % perPlane) / page.SegmentsAcross;
                int count = (int)(page.StoredRows(row) * page.SegmentRowBytes);
                if (page.SamplesPerSegment == 1 && !page.Tiled && page.Bits is 8 or 16 or 32)
                {
                    segments.Decode(i, PlaneBytes.Rows(targets[plane]!, row * page.SegmentHeight, page.StoredRows(row)));
                    continue;
                }
                if (buffer.Length < count)
                {
                    ArrayPool<byte>.Shared.Return(buffer);
                    buffer = ArrayPool<byte>.Shared.Rent(count);
                }
                segments.Decode(i, buffer.AsSpan(0, count));
                Spread(page, i, buffer, targets);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static void Spread(TiffPage page, int index, ReadOnlySpan<byte> segment, Plane?[] targets)
    {
        int place = index % (page.SegmentsAcross * page.SegmentsDown);
        int y0 = place / page.SegmentsAcross * page.SegmentHeight;
        int x0 = place % page.SegmentsAcross * page.SegmentWidth;
        int rows = Math.Min(page.SegmentHeight, page.Height - y0);
        int columns = Math.Min(page.SegmentWidth, page.Width - x0);
        int pixelBytes = PlaneBytes.PerPixel(page.PixelType);
        for (int y = 0; y < rows; y++)
        {
            ReadOnlySpan<byte> from = segment.Slice((int)(y * page.SegmentRowBytes), (int)page.SegmentRowBytes);
            for (int s = 0; s < page.SamplesPerSegment; s++)
            {
                Plane? target = page.Planar ? targets[index / (page.SegmentsAcross * page.SegmentsDown)] : targets[s];
                if (target is not null)
                {
                    Span<byte> to = PlaneBytes.Rows(target, y0 + y, 1).Slice(x0 * pixelBytes, columns * pixelBytes);
                    Take(from, to, s, page.SamplesPerSegment, page.Bits);
                }
            }
        }
    }

    // Takes sample s of every pixel of a row that holds `step` samples per pixel.
    private static void Take(ReadOnlySpan<byte> from, Span<byte> to, int s, int step, int bits)
    {
        switch (bits)
        {
            case 8:
                TakeWhole(from, to, s, step);
                break;
            case 16:
                TakeWhole(MemoryMarshal.Cast<byte, ushort>(from), MemoryMarshal.Cast<byte, ushort>(to), s, step);
                break;
            case 32:
                TakeWhole(MemoryMarshal.Cast<byte, uint>(from), MemoryMarshal.Cast<byte, uint>(to), s, step);
                break;
            case 12:
                Take12(from, MemoryMarshal.Cast<byte, ushort>(to), s, step);
                break;
            default:
                TakeBits(from, to, s, step, bits);
                break;
        }
    }

    private static void TakeWhole<T>(ReadOnlySpan<T> from, Span<T> to, int s, int step)
    {
        if (step == 1)
        {
            from[..to.Length].CopyTo(to);
            return;
        }
        for (int x = 0, at = s; x < to.Length; x++, at += step)
        {
            to[x] = from[at];
        }
    }

    private static void Take12(ReadOnlySpan<byte> from, Span<ushort> to, int s, int step)
    {
        for (int x = 0; x < to.Length; x++)
        {
            int at = (x * step) + s; // two samples lie in three bytes, high bits first
            int first = at / 2 * 3;
            to[x] = (ushort)((at & 1) == 0 ? (from[first] << 4) | (from[first + 1] >> 4) : ((from[first + 1] & 15) << 8) | from[first + 2]);
        }
    }

    private static void TakeBits(ReadOnlySpan<byte> from, Span<byte> to, int s, int step, int bits)
    {
        int mask = (1 << bits) - 1;
        for (int x = 0; x < to.Length; x++)
        {
            int bit = ((x * step) + s) * bits; // the first pixel is in the highest bits
            to[x] = (byte)((from[bit >> 3] >> (8 - bits - (bit & 7))) & mask);
        }
    }
}
