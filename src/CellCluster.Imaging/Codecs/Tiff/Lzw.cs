namespace CellCluster.Imaging;

/// <summary>The LZW of TIFF 6.0, section 13: codes of 9 to 12 bits from the highest bit down, one code early.</summary>
internal static class Lzw
{
    private const int Clear = 256;
    private const int End = 257;
    private const int TableSize = 4096;

    /// <summary>Fills <paramref name="target"/> as far as the data goes.</summary>
    /// <returns>How many bytes were written, or -1 when a code is not in the table.</returns>
    public static int Decode(ReadOnlySpan<byte> data, Span<byte> target)
    {
        // A string of the table is the string before it plus one byte, and stands in the output where that one was written:
        // start and length are enough.
        Span<int> starts = stackalloc int[TableSize];
        Span<int> lengths = stackalloc int[TableSize];
        int next = End + 1;
        int width = 9;
        int previousStart = 0;
        int previousLength = 0; // 0: after a clear
        int written = 0;
        int at = 0;
        uint bits = 0;
        int bitCount = 0;
        while (written < target.Length)
        {
            while (bitCount < width)
            {
                if (at == data.Length)
                {
                    return written;
                }
                bits = (bits << 8) | data[at++];
                bitCount += 8;
            }
            bitCount -= width;
            int code = (int)(bits >> bitCount) & ((1 << width) - 1);
            if (code == End)
            {
                return written;
            }
            if (code == Clear)
            {
                (next, width, previousLength) = (End + 1, 9, 0);
                continue;
            }
            if (previousLength > 0 && next < TableSize)
            {
                starts[next] = previousStart;
                lengths[next++] = previousLength + 1;
                width = Math.Min(12, next >= (1 << width) - 1 ? width + 1 : width);
            }
            int length = 1;
            if (code < Clear)
            {
                target[written] = (byte)code;
            }
            else if (code < next)
            {
                length = Math.Min(lengths[code], target.Length - written);
                Repeat(target, starts[code], written, length);
            }
            else
            {
                return -1;
            }
            (previousStart, previousLength) = (written, length);
            written += length;
        }
        return written;
    }

    private static void Repeat(Span<byte> target, int from, int to, int length)
    {
        if (from + length <= to && length > 8)
        {
            target.Slice(from, length).CopyTo(target[to..]);
            return;
        }
        for (int i = 0; i < length; i++) // forward: a string may end in its own first byte
        {
            target[to + i] = target[from + i];
        }
    }
}
