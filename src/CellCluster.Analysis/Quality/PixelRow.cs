using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace CellCluster.Analysis;

/// <summary>Rows of byte, ushort and float pixels as float, exactly.</summary>
internal static class PixelRow
{
    /// <summary>The row itself where it is float, else its pixels in <paramref name="buffer"/>.</summary>
    public static ReadOnlySpan<float> AsFloats<T>(ReadOnlySpan<T> row, Span<float> buffer)
        where T : unmanaged
    {
        if (typeof(T) == typeof(float))
        {
            return MemoryMarshal.Cast<T, float>(row);
        }
        Span<float> target = buffer[..row.Length];
        if (typeof(T) == typeof(byte))
        {
            Widen(MemoryMarshal.Cast<T, byte>(row), target);
        }
        else
        {
            Widen(MemoryMarshal.Cast<T, ushort>(row), target);
        }
        return target;
    }

    private static void Widen(ReadOnlySpan<byte> row, Span<float> target)
    {
        int x = 0;
        for (; x <= row.Length - Vector128<byte>.Count; x += Vector128<byte>.Count)
        {
            (Vector128<ushort> lower, Vector128<ushort> upper) = Vector128.Widen(Vector128.Create(row[x..]));
            ToFloat(Vector256.Create(lower, upper)).CopyTo(target[x..]);
        }
        for (; x < row.Length; x++)
        {
            target[x] = row[x];
        }
    }

    private static void Widen(ReadOnlySpan<ushort> row, Span<float> target)
    {
        int x = 0;
        for (; x <= row.Length - Vector256<ushort>.Count; x += Vector256<ushort>.Count)
        {
            ToFloat(Vector256.Create(row[x..])).CopyTo(target[x..]);
        }
        for (; x < row.Length; x++)
        {
            target[x] = row[x];
        }
    }

    private static Vector512<float> ToFloat(Vector256<ushort> words)
    {
        (Vector256<uint> lower, Vector256<uint> upper) = Vector256.Widen(words);
        return Vector512.ConvertToSingle(Vector512.Create(lower, upper).AsInt32());
    }
}
