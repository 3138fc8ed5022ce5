namespace CellCluster.Learning;

/// <summary>One field in memory: normalised planes in half precision (11 bits: finer than the noise of an 8-bit camera, half the memory of float).</summary>
/// <param name="Row">Where it comes from.</param>
/// <param name="Height">Rows.</param>
/// <param name="Width">Columns.</param>
/// <param name="Input">Normalised transmitted light, (height, width): median 0, robust standard deviation 1 over its experiment.</param>
/// <param name="Targets">Normalised stains, one (height, width) each, in channel order: background 0, bright objects near 1 over the experiment.</param>
internal sealed record TrainingField(PairRow Row, int Height, int Width, Half[] Input, IReadOnlyList<Half[]> Targets)
{
    /// <summary>Bytes of pixels held.</summary>
    public long Bytes => 2L * Height * Width * (1 + Targets.Count);
}
