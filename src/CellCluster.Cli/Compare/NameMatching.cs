using CellCluster.Pipeline;

namespace CellCluster.Cli;

/// <summary>Which files of two folders belong together by their names.</summary>
internal static class NameMatching
{
    /// <summary>Equal names first; then the label image that <c>segment</c> writes for a name; then names that differ in their ending alone
    /// (<c>x.png</c>, <c>x.tif</c>), where that leaves one file on either side: with several a guess would be worse.</summary>
    /// <returns>By the name in <paramref name="from"/>; each file of <paramref name="to"/> at most once.</returns>
    public static Dictionary<string, SetImage> Of(IEnumerable<SetImage> from, IReadOnlyList<SetImage> to)
    {
        Dictionary<string, SetImage> matches = new(StringComparer.Ordinal);
        Dictionary<string, SetImage> open = to.ToDictionary(image => image.Name, StringComparer.Ordinal);
        List<SetImage> left = [.. from];
        Take(image => open.GetValueOrDefault(image.Name));
        Take(image => open.GetValueOrDefault(image.LabelName["labels/".Length..]));
        ILookup<string, SetImage> one = left.ToLookup(image => Stem(image), StringComparer.Ordinal);
        ILookup<string, SetImage> other = open.Values.ToLookup(image => Stem(image), StringComparer.Ordinal);
        Take(image => one[Stem(image)].Count() == 1 && other[Stem(image)].Count() == 1 ? other[Stem(image)].Single() : null);
        return matches;

        void Take(Func<SetImage, SetImage?> partner)
        {
            foreach (SetImage image in left.ToArray())
            {
                if (partner(image) is { } found)
                {
                    matches.Add(image.Name, found);
                    open.Remove(found.Name);
                    left.Remove(image);
                }
            }
        }
    }

    private static string Stem(SetImage image) => image.Name[..^Path.GetExtension(image.Name).Length];
}
