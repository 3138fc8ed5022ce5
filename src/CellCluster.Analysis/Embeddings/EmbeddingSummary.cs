using CellCluster.Imaging;

namespace CellCluster.Analysis;

/// <summary>The embedding of one field: the bottleneck averaged over the field, and over each of its blocks.</summary>
/// <param name="Mean">One number per bottleneck feature channel (256 for the full network).</param>
/// <param name="CellCount">Bottleneck cells averaged.</param>
public sealed record EmbeddingSummary(double[] Mean, long CellCount);

/// <summary>Collects the embedding sums of a field's tiles, in any order, into sums per block and the field's mean.</summary>
/// <remarks>Sums are kept in fixed point, so the order of tiles changes no bit. Not thread-safe.</remarks>
public sealed class FieldEmbedding
{
    private readonly TilePlan _plan;
    private readonly Int128[][] _blocks;

    /// <summary>An empty field of <paramref name="plan"/> with <paramref name="componentCount"/> feature channels.</summary>
    public FieldEmbedding(TilePlan plan, int componentCount)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(componentCount);
        _plan = plan;
        _blocks = new Int128[plan.EmbeddingBlockCount][];
        for (int block = 0; block < _blocks.Length; block++)
        {
            _blocks[block] = new Int128[componentCount];
        }
    }

    /// <summary>Adds the sum of each feature channel over one region of <see cref="TilePlan.EmbeddingRegions"/>.</summary>
    public void Add(EmbeddingRegion region, ReadOnlySpan<double> sums)
    {
        Int128[] block = _blocks[region.BlockIndex];
        FixedPoint.CheckCount(sums.Length, block.Length);
        for (int i = 0; i < block.Length; i++)
        {
            block[i] += FixedPoint.From(sums[i]);
        }
    }

    /// <summary>The mean over one block's cells.</summary>
    public double[] BlockMean(int blockIndex) => Array.ConvertAll(_blocks[blockIndex], sum => FixedPoint.ToDouble(sum) / _plan.CellCountOfBlock(blockIndex));

    /// <summary>The field's embedding; every tile's regions must have been added.</summary>
    public EmbeddingSummary Summary()
    {
        var sums = new Int128[_blocks[0].Length];
        foreach (Int128[] block in _blocks)
        {
            for (int i = 0; i < sums.Length; i++)
            {
                sums[i] += block[i];
            }
        }
        long cells = (long)_plan.CellRowCount * _plan.CellColumnCount;
        return new EmbeddingSummary(Array.ConvertAll(sums, sum => FixedPoint.ToDouble(sum) / cells), cells);
    }
}
