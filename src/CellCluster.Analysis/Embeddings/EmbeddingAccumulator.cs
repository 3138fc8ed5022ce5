using System.Buffers.Binary;

namespace CellCluster.Analysis;

/// <summary>Count, sum and sum of squares per embedding component over many fields: merges over a cluster in any order to the same bits.</summary>
/// <remarks>Sums are Int128 in steps of 2^-48. Not thread-safe.</remarks>
public sealed class EmbeddingAccumulator
{
    private const int IntegerBytes = 16;
    private readonly Int128[] _sums;
    private readonly Int128[] _squares;

    /// <summary>An empty accumulator.</summary>
    public EmbeddingAccumulator(int componentCount)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(componentCount);
        _sums = new Int128[componentCount];
        _squares = new Int128[componentCount];
    }

    /// <summary>Feature channels.</summary>
    public int ComponentCount => _sums.Length;

    /// <summary>Fields added.</summary>
    public long FieldCount { get; private set; }

    /// <summary>Adds the embedding of one field.</summary>
    public void Add(ReadOnlySpan<double> embedding)
    {
        FixedPoint.CheckCount(embedding.Length, ComponentCount);
        foreach (double component in embedding)
        {
            _ = FixedPoint.From(component * component); // checks before anything is added
        }
        for (int i = 0; i < embedding.Length; i++)
        {
            _sums[i] += FixedPoint.From(embedding[i]);
            _squares[i] += FixedPoint.From(embedding[i] * embedding[i]);
        }
        FieldCount++;
    }

    /// <summary>Adds all that <paramref name="other"/> has seen.</summary>
    public void Merge(EmbeddingAccumulator other)
    {
        ArgumentNullException.ThrowIfNull(other);
        FixedPoint.CheckCount(other.ComponentCount, ComponentCount);
        for (int i = 0; i < _sums.Length; i++)
        {
            _sums[i] += other._sums[i];
            _squares[i] += other._squares[i];
        }
        FieldCount += other.FieldCount;
    }

    /// <summary>Mean per component; NaN without fields.</summary>
    public double[] Mean() => Array.ConvertAll(_sums, sum => FixedPoint.ToDouble(sum) / FieldCount);

    /// <summary>Variance per component (over n, not n - 1); NaN without fields.</summary>
    public double[] Variance()
    {
        double[] variance = Mean();
        for (int i = 0; i < variance.Length; i++)
        {
            variance[i] = Math.Max(0, (FixedPoint.ToDouble(_squares[i]) / FieldCount) - (variance[i] * variance[i]));
        }
        return variance;
    }

    /// <summary>Field count (int64), then all sums, then all sums of squares (int128 each, steps of 2^-48), little-endian.</summary>
    public byte[] ToBytes()
    {
        byte[] bytes = new byte[sizeof(long) + (2 * ComponentCount * IntegerBytes)];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, FieldCount);
        for (int i = 0; i < ComponentCount; i++)
        {
            BinaryPrimitives.WriteInt128LittleEndian(bytes.AsSpan(sizeof(long) + (i * IntegerBytes)), _sums[i]);
            BinaryPrimitives.WriteInt128LittleEndian(bytes.AsSpan(sizeof(long) + ((ComponentCount + i) * IntegerBytes)), _squares[i]);
        }
        return bytes;
    }

    /// <summary>Reads what <see cref="ToBytes"/> wrote.</summary>
    /// <exception cref="FormatException">The length fits no number of components.</exception>
    public static EmbeddingAccumulator FromBytes(ReadOnlySpan<byte> bytes)
    {
        int components = (bytes.Length - sizeof(long)) / (2 * IntegerBytes);
        if (components < 1 || bytes.Length != sizeof(long) + (2 * components * IntegerBytes))
        {
            throw new FormatException($"{bytes.Length} bytes hold no embedding sums; expected 8 + 32 per component.");
        }
        var accumulator = new EmbeddingAccumulator(components) { FieldCount = BinaryPrimitives.ReadInt64LittleEndian(bytes) };
        for (int i = 0; i < components; i++)
        {
            accumulator._sums[i] = BinaryPrimitives.ReadInt128LittleEndian(bytes[(sizeof(long) + (i * IntegerBytes))..]);
            accumulator._squares[i] = BinaryPrimitives.ReadInt128LittleEndian(bytes[(sizeof(long) + ((components + i) * IntegerBytes))..]);
        }
        return accumulator;
    }
}
