using CellCluster.Imaging;

namespace CellCluster.Pipeline;

/// <summary>A level that all images of a folder share, with its origin.</summary>
/// <param name="Method">A word of <see cref="SharedMethods"/>.</param>
/// <param name="Value">Grey levels (after the flat field, where there is one); foreground is above it.</param>
/// <param name="Score">How clear the two groups of the merged histogram are: depth of its valley, 0..1.</param>
/// <param name="ImageCount">Images in the histogram.</param>
public sealed record SharedLevel(string Method, float Value, double Score, int ImageCount);

/// <summary>The words for methods that give a shared level.</summary>
public static class SharedMethods
{
    private static readonly (string Word, LevelMethod Method)[] s_words =
    [
        ("minimum", LevelMethod.Minimum),
        ("otsu", LevelMethod.Otsu),
        ("isodata", LevelMethod.Isodata),
        ("li", LevelMethod.Li),
        ("triangle", LevelMethod.Triangle),
        ("mean", LevelMethod.Mean),
        ("optimum", LevelMethod.TwoGaussians),
        ("optimum-equal-variance", LevelMethod.TwoGaussiansEqualVariance),
    ];

    /// <summary>All words.</summary>
    public static IReadOnlyList<string> All { get; } = [.. s_words.Select(row => row.Word)];

    /// <summary>The method of a word of <see cref="All"/>.</summary>
    public static LevelMethod Parse(string word) => s_words.Single(row => row.Word == word).Method;

    /// <summary>The word of a method.</summary>
    public static string ToText(LevelMethod method) => s_words.Single(row => row.Method == method).Word;
}
