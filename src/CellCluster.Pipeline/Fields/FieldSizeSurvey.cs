using CellCluster.Imaging;
using CellCluster.Plates;

namespace CellCluster.Pipeline;

/// <summary>Finds the size of a plate's fields from the headers of its sample: the most frequent one, the larger one when two are equally frequent.</summary>
public static class FieldSizeSurvey
{
    /// <summary>The size, or null when no header of any field can be read.</summary>
    /// <param name="sampled">All fields in sampling order; as many are looked at as it takes to read <see cref="SamplingOrder.SampleSize"/> headers.</param>
    /// <param name="reader">Tells a damaged file from a folder that is gone.</param>
    /// <exception cref="PlateUnreachableException">The plate's folder is gone.</exception>
    public static (int Height, int Width)? Measure(IReadOnlyList<FieldSource> sampled, FieldReader reader)
    {
        ArgumentNullException.ThrowIfNull(sampled);
        ArgumentNullException.ThrowIfNull(reader);
        var counts = new Dictionary<(int Height, int Width), int>();
        int read = 0;
        foreach (FieldSource field in sampled)
        {
            if (read == SamplingOrder.SampleSize)
            {
                break;
            }
            if (field.Path is null)
            {
                continue;
            }
            try
            {
                ImageHeader header = ImageFile.ReadHeader(field.Path, field.Page);
                (int, int) size = (header.Height, header.Width);
                counts[size] = counts.GetValueOrDefault(size) + 1;
                read++;
            }
            catch (Exception error) when (error is ImageFormatException or IOException or UnauthorizedAccessException or ArgumentOutOfRangeException)
            {
                if (error is IOException or UnauthorizedAccessException)
                {
                    reader.EnsureReachable(error);
                }
                // The field becomes a gap with its reason when its turn comes; the next in order stands in for it here.
            }
        }
        return counts.Count == 0
            ? null
            : counts.OrderByDescending(pair => pair.Value).ThenByDescending(pair => (long)pair.Key.Height * pair.Key.Width).ThenByDescending(pair => pair.Key.Height).First().Key;
    }
}
