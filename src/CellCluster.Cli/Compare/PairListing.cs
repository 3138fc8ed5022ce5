using System.Text.RegularExpressions;
using CellCluster.Analysis;
using CellCluster.Pipeline;
using CellCluster.Plates;

namespace CellCluster.Cli;

/// <summary>Finds the files of two folders that belong together.</summary>
/// <remarks>How names pair: <see cref="NameMatching"/>. Of names like <c>B03_f07_er.tif</c> only those of the organelle are taken, so that the folders
/// of <c>label</c> and <c>simulate</c> can be given as they are.</remarks>
internal sealed partial class PairListing
{
    private PairListing(IReadOnlyList<PlanePair> pairs, IReadOnlyList<ComparisonGap> gaps, IReadOnlyList<string> remarks, string clusters) =>
        (Pairs, Gaps, Remarks, Clusters) = (pairs, gaps, remarks, clusters);

    /// <summary>Files that have all partners, in the order of their names.</summary>
    public IReadOnlyList<PlanePair> Pairs { get; }

    /// <summary>Files that lack one.</summary>
    public IReadOnlyList<ComparisonGap> Gaps { get; }

    /// <summary>What a person should know of what was taken.</summary>
    public IReadOnlyList<string> Remarks { get; }

    /// <summary>wells or files: what is resampled.</summary>
    public string Clusters { get; }

    /// <summary>Lists the folders.</summary>
    /// <exception cref="ImageSetException">A folder is not there or holds no image.</exception>
    /// <exception cref="CliException">No file has a partner.</exception>
    public static PairListing Of(CompareOptions options)
    {
        List<string> remarks = [];
        IReadOnlyList<SetImage> predicted = Files(options, options.Predicted, remarks);
        IReadOnlyList<SetImage> stained = Files(options, options.Stained, remarks);
        Dictionary<string, SetImage> stains = NameMatching.Of(predicted, stained);
        (SetImage Predicted, SetImage Stained)[] both = [.. predicted.Where(plane => stains.ContainsKey(plane.Name)).Select(plane => (plane, stains[plane.Name]))];
        Dictionary<string, SetImage>? predictedLabels = options.PredictedLabels is { } p ? NameMatching.Of(both.Select(pair => pair.Predicted), Files(options, p, remarks)) : null;
        Dictionary<string, SetImage>? stainedLabels = options.StainedLabels is { } s ? NameMatching.Of(both.Select(pair => pair.Stained), Files(options, s, remarks)) : null;
        List<ComparisonGap> gaps =
        [
            .. predicted.Where(plane => !stains.ContainsKey(plane.Name)).Select(plane => Missing(plane, "missing-stained", options.Stained)),
            .. stained.Except(stains.Values).Select(stain => Missing(stain, "missing-predicted", options.Predicted)),
        ];
        List<PlanePair> pairs = [];
        foreach ((SetImage plane, SetImage stain) in both)
        {
            (SetImage? ofPlane, SetImage? ofStain) = (predictedLabels?.GetValueOrDefault(plane.Name), stainedLabels?.GetValueOrDefault(stain.Name));
            bool lacksPredicted = predictedLabels is not null && ofPlane is null;
            if (lacksPredicted || (stainedLabels is not null && ofStain is null))
            {
                gaps.Add(Missing(plane, "missing-labels", lacksPredicted ? options.PredictedLabels! : options.StainedLabels!));
            }
            else
            {
                pairs.Add(new PlanePair(plane.Name, plane, stain, ofPlane, ofStain, 0));
            }
        }
        gaps.Sort((x, y) => string.CompareOrdinal(x.Name, y.Name));
        if (pairs.Count == 0)
        {
            throw new CliException(
                ExitCode.PlateNotUnderstood,
                $"folders {options.Predicted} and {options.Stained}: found no name in both (such as {predicted[0].Name} and {stained[0].Name}); expected files of the same names; rename them or name the right folders");
        }
        return new PairListing(Clustered(pairs, options.Pattern, remarks, out string clusters), gaps, remarks, clusters);
    }

    private static ComparisonGap Missing(SetImage image, string code, string folder) =>
        new(image.Name, code, $"no file of this name in the folder {Path.GetFileName(folder)}, and no single one that differs in its ending alone") { Well = image.Place.Well, Field = image.Place.Field };

    private static SetImage[] Files(CompareOptions options, string folder, List<string> remarks)
    {
        IReadOnlyList<SetImage> all = ImageSet.List(new ImageSetOptions { Folder = folder, Out = options.Out, Organelle = options.Organelle, Pattern = options.Pattern }).Images;
        SetImage[] taken = [.. all.Where(image => options.Pattern is null ? !IsOfAnother(image.Name, options.Organelle) : image.Place.Well is not null)];
        if (taken.Length < all.Count)
        {
            string why = options.Pattern is null ? $"their names are of other planes than {options.Organelle.ToText()}" : $"their names do not match --pattern {options.Pattern.Text}";
            remarks.Add($"folder {folder}: {Count.Of(all.Count - taken.Length, "image is", "images are")} left out, {why}");
        }
        return taken.Length > 0
            ? taken
            : throw new CliException(ExitCode.PlateNotUnderstood, $"folder {folder}: found {Count.Of(all.Count, "image", "images")}, none of {options.Organelle.ToText()} by its name; expected names like B03_f07_{options.Organelle.ToText()}.tif, or any without another organelle; check --organelle and --pattern");
    }

    private static bool IsOfAnother(string name, Organelle organelle) =>
        ProductName().Match(name) is { Success: true } match && !string.Equals(match.Groups["kind"].Value, organelle.ToText(), StringComparison.OrdinalIgnoreCase);

    // Fields of a well share cells and focus: the well is what is independent. A file that names none stands for itself.
    private static List<PlanePair> Clustered(List<PlanePair> pairs, NameTemplate? pattern, List<string> remarks, out string clusters)
    {
        (string Plate, WellId Well)?[] places = [.. pairs.Select(pair => pair.Predicted.Place.Well is { } well ? (Plate(pair.Name), well) : ((string, WellId)?)null)];
        (string Plate, WellId Well)[] all = [.. places.OfType<(string Plate, WellId Well)>().Distinct().OrderBy(place => place.Plate, StringComparer.Ordinal).ThenBy(place => place.Well)];
        Dictionary<(string, WellId), int> wells = all.Index().ToDictionary(one => one.Item, one => one.Index);
        int alone = 0;
        List<PlanePair> clustered = [.. pairs.Zip(places, (pair, place) => pair with { Cluster = place is { } known ? wells[known] : wells.Count + alone++ })];
        if (all.Select(place => place.Well).Distinct().Count() < all.Length)
        {
            remarks.Add($"wells of one name in {Count.Of(all.Select(place => place.Plate).Distinct(StringComparer.Ordinal).Count(), "plate", "plates")} (by {(pattern is null ? "sub-folder" : "--pattern")}) are taken as different wells");
        }
        clusters = alone == 0 ? "wells" : alone == pairs.Count ? "files" : "wells and files";
        if (alone > 0)
        {
            remarks.Add($"{Count.Of(alone, "file names", "files name")} no well: each is taken as independent of the others, so intervals may be too narrow (--pattern says where the well is)");
        }
        return clustered;

        string Plate(string name) => pattern is null ? Path.GetDirectoryName(name) ?? "" : pattern.PlateOf(name) ?? "";
    }

    [GeneratedRegex("(?:^|/)[A-Za-z]{1,2}[0-9]{2}_f[0-9]{2,}_(?<kind>nuclei|er|golgi|[a-z]+-labels)(?:_a[0-9]+)?\\.[A-Za-z]+$", RegexOptions.NonBacktracking | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex ProductName();
}
