using System.Runtime.InteropServices;

namespace CellCluster.Imaging;

/// <summary>Undoes the differences that were taken before compression (TIFF 6.0, section 14; Adobe's technical note 3 for float).</summary>
internal static class TiffPredictor
{
    /// <summary>Adds to every sample the one <paramref name="step"/> before it, row by row, modulo 2^bits; samples in the machine's order.</summary>
    public static void UndoHorizontal(Span<byte> bytes, int rowBytes, int step, int bits)
    {
        for (int start = 0; start < bytes.Length; start += rowBytes)
        {
            Span<byte> row = bytes.Slice(start, rowBytes);
            switch (bits)
            {
                case 8:
                    for (int i = step; i < row.Length; i++)
                    {
                        row[i] += row[i - step];
                    }
                    break;
                case 16:
                    Span<ushort> shorts = MemoryMarshal.Cast<byte, ushort>(row);
                    for (int i = step; i < shorts.Length; i++)
                    {
                        shorts[i] += shorts[i - step];
                    }
                    break;
                default:
                    Span<uint> words = MemoryMarshal.Cast<byte, uint>(row);
                    for (int i = step; i < words.Length; i++)
                    {
                        words[i] += words[i - step];
                    }
                    break;
            }
        }
    }

    /// <summary>Puts the bytes of 32-bit floats, stored by significance (highest first) and as differences, back together.</summary>
    public static void UndoFloat(Span<byte> bytes, int rowBytes, int step)
    {
        int count = rowBytes / sizeof(float);
        uint[] values = new uint[count];
        for (int start = 0; start < bytes.Length; start += rowBytes)
        {
            Span<byte> row = bytes.Slice(start, rowBytes);
            for (int i = step; i < row.Length; i++)
            {
                row[i] += row[i - step];
            }
            ReadOnlySpan<byte> b3 = row[..count];
            ReadOnlySpan<byte> b2 = row.Slice(count, count);
            ReadOnlySpan<byte> b1 = row.Slice(2 * count, count);
            ReadOnlySpan<byte> b0 = row.Slice(3 * count, count);
            for (int i = 0; i < values.Length; i++)
            {
                values[i] = ((uint)b3[i] << 24) | ((uint)b2[i] << 16) | ((uint)b1[i] << 8) | b0[i];
            }
            MemoryMarshal.AsBytes<uint>(values).CopyTo(row);
        }
    }
}
