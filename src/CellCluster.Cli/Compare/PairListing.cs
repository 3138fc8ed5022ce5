using System.Text.RegularExpressions;
using CellCluster.Analysis;
using CellCluster.Pipeline;
using CellCluster.Plates;

namespace CellCluster.Cli;

/// <summary>Finds the files of two folders that belong together.</summary>
/// <remarks>Files pair by their names below the folders; where the endings alone differ (<c>x.png</c>, <c>x.tif</c>) by the name without it. Of
/// names like <c>B03_f07_er.tif</c> only those of the organelle are taken, so that the folders of <c>label</c> and <c>simulate</c> can be given as they are.</remarks>
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
        Dictionary<string, SetImage> predicted = Files(options, options.Predicted, remarks);
        Dictionary<string, SetImage> stained = Files(options, options.Stained, remarks);
        Dictionary<string, SetImage>? predictedLabels = options.PredictedLabels is { } p ? Files(options, p, remarks) : null;
        Dictionary<string, SetImage>? stainedLabels = options.StainedLabels is { } s ? Files(options, s, remarks) : null;
        List<ComparisonGap> gaps = [];
        List<PlanePair> pairs = [];
        foreach (string key in predicted.Keys.Union(stained.Keys, StringComparer.Ordinal).Order(StringComparer.Ordinal))
        {
            (SetImage? plane, SetImage? stain) = (predicted.GetValueOrDefault(key), stained.GetValueOrDefault(key));
            string name = (plane ?? stain)!.Name;
            if (plane is null || stain is null)
            {
                gaps.Add(plane is null ? Missing("missing-predicted", options.Predicted) : Missing("missing-stained", options.Stained));
            }
            else if (predictedLabels is not null && !predictedLabels.ContainsKey(key))
            {
                gaps.Add(Missing("missing-labels", options.PredictedLabels!));
            }
            else if (stainedLabels is not null && !stainedLabels.ContainsKey(key))
            {
                gaps.Add(Missing("missing-labels", options.StainedLabels!));
            }
            else
            {
                pairs.Add(new PlanePair(name, plane, stain, predictedLabels?[key], stainedLabels?[key], 0));
            }

            ComparisonGap Missing(string code, string folder) => new(name, code, $"no file of this name in the folder {Path.GetFileName(folder)}");
        }
        if (pairs.Count == 0)
        {
            throw new CliException(
                ExitCode.PlateNotUnderstood,
                $"folders {options.Predicted} and {options.Stained}: found no name in both (such as {predicted.Values.First().Name} and {stained.Values.First().Name}); expected files of the same names; rename them or name the right folders");
        }
        return new PairListing(Clustered(pairs, remarks, out string clusters), gaps, remarks, clusters);
    }

    // By the name without its ending, or with it where a folder has several of one name.
    private static Dictionary<string, SetImage> Files(CompareOptions options, string folder, List<string> remarks)
    {
        IReadOnlyList<SetImage> all = ImageSet.List(new ImageSetOptions { Folder = folder, Out = options.Out, Organelle = options.Organelle, Pattern = options.Pattern }).Images;
        SetImage[] taken = [.. all.Where(image => options.Pattern is null ? !IsOfAnother(image.Name, options.Organelle) : image.Place.Well is not null)];
        if (taken.Length < all.Count)
        {
            string why = options.Pattern is null ? $"their names are of other planes than {options.Organelle.ToText()}" : $"their names do not match --pattern {options.Pattern.Text}";
            remarks.Add($"folder {folder}: {Count.Of(all.Count - taken.Length, "image is", "images are")} left out, {why}");
        }
        return taken.Length > 0
            ? taken.ToDictionary(image => image.LabelName, StringComparer.Ordinal)
            : throw new CliException(ExitCode.PlateNotUnderstood, $"folder {folder}: found {Count.Of(all.Count, "image", "images")}, none of {options.Organelle.ToText()} by its name; expected names like B03_f07_{options.Organelle.ToText()}.tif, or any without another organelle; check --organelle and --pattern");
    }

    private static bool IsOfAnother(string name, Organelle organelle) =>
        ProductName().Match(name) is { Success: true } match && !string.Equals(match.Groups["kind"].Value, organelle.ToText(), StringComparison.OrdinalIgnoreCase);

    // Fields of a well share cells and focus: the well is what is independent. A file that names none stands for itself.
    private static List<PlanePair> Clustered(List<PlanePair> pairs, List<string> remarks, out string clusters)
    {
        Dictionary<WellId, int> wells = [];
        foreach (WellId well in pairs.Select(pair => pair.Predicted.Place.Well).OfType<WellId>().Distinct().Order())
        {
            wells.Add(well, wells.Count);
        }
        int alone = 0;
        List<PlanePair> clustered = [.. pairs.Select(pair => pair with { Cluster = pair.Predicted.Place.Well is { } well ? wells[well] : wells.Count + alone++ })];
        clusters = alone == 0 ? "wells" : alone == pairs.Count ? "files" : "wells and files";
        if (alone > 0)
        {
            remarks.Add($"{Count.Of(alone, "file names", "files name")} no well: each is taken as independent of the others, so intervals may be too narrow (--pattern says where the well is)");
        }
        return clustered;
    }

    [GeneratedRegex("(?:^|/)[A-Za-z]{1,2}[0-9]{2}_f[0-9]{2,}_(?<kind>nuclei|er|golgi|[a-z]+-labels)(?:_a[0-9]+)?\\.[A-Za-z]+$", RegexOptions.NonBacktracking | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex ProductName();
}
