namespace CellCluster.Pipeline;

/// <summary>The images of a folder whose names match a pattern; all of them where there is none.</summary>
/// <param name="Taken">In the order of their names.</param>
/// <param name="LeftOutCount">Images whose names do not match.</param>
internal sealed record PatternSelection(IReadOnlyList<SetImage> Taken, int LeftOutCount)
{
    /// <summary>Selects by <see cref="ImageSetOptions.Pattern"/>.</summary>
    /// <exception cref="ImageSetException">No name matches; one of them is named.</exception>
    public static PatternSelection Of(ImageSetOptions options, IReadOnlyList<SetImage> images)
    {
        if (options.Pattern is not { } pattern)
        {
            return new PatternSelection(images, 0);
        }
        SetImage[] taken = [.. images.Where(image => image.Place.Well is not null)];
        return taken.Length > 0
            ? new PatternSelection(taken, images.Count - taken.Length)
            : throw new ImageSetException($"folder {options.Folder}: none of {images.Count} images matches --pattern {pattern.Text}, such as {images[0].Name}; correct the pattern (it is of the whole path below the folder) or leave it out");
    }

    /// <summary>For a person; null where nothing was left out.</summary>
    public string? Remark(ImageSetOptions options) =>
        LeftOutCount > 0 ? $"{LeftOutCount} {(LeftOutCount == 1 ? "image" : "images")} left out: names that do not match --pattern {options.Pattern!.Text}" : null;
}
