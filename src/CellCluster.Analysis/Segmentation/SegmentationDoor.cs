using CellCluster.Imaging;

namespace CellCluster.Analysis;

/// <summary>The door check of the segmenters.</summary>
internal static class SegmentationDoor
{
    /// <summary>Throws on what a caller got wrong; all faults of the options at once.</summary>
    public static void Check(Plane<float> plane, IReadOnlyList<string>? faults, Organelle organelle, double? pixelSizeUm)
    {
        ArgumentNullException.ThrowIfNull(plane);
        ArgumentNullException.ThrowIfNull(faults, "options");
        if (faults.Count > 0)
        {
            throw new ArgumentException($"segmentation options for {organelle.ToText()}: {string.Join("; ", faults)}", "options");
        }
        if (pixelSizeUm is { } size && (!(size > 0) || double.IsInfinity(size)))
        {
            throw new ArgumentOutOfRangeException(nameof(pixelSizeUm), size, "expected micrometres per pixel above 0, or null");
        }
    }
}
