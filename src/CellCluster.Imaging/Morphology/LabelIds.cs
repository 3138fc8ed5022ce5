namespace CellCluster.Imaging;

/// <summary>The ids of a label image.</summary>
public static class LabelIds
{
    /// <summary>The largest id, 0 without objects: arrays by id need one element more.</summary>
    /// <exception cref="ArgumentException">An id above 2^31 - 2: no plane has so many objects; the plane is no label image.</exception>
    public static uint Largest(Plane<uint> labels)
    {
        ArgumentNullException.ThrowIfNull(labels);
        uint largest = 0;
        foreach (uint id in labels.Pixels)
        {
            largest = Math.Max(largest, id);
        }
        return largest < int.MaxValue
            ? largest
            : throw new ArgumentException($"The label image of {labels.Height}x{labels.Width} px holds the id {largest}; ids up to {int.MaxValue - 1} are expected: relabel it.", nameof(labels));
    }
}
