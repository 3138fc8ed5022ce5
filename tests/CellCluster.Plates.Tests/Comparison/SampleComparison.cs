using CellCluster.Analysis;
using CellCluster.Imaging;

namespace CellCluster.Plates.Tests.Comparison;

/// <summary>A comparison of two fields per well, made of arithmetic.</summary>
internal static class SampleComparison
{
    public static ComparisonTable Table { get; } = new(
        Organelle.Nuclei,
        [new("object_count", "Objects per field", ""), new("mean_intensity", "Mean intensity", "normalised stain"), new("empty", "Never <defined>", "px")],
        [new("area_px", "Area", "px"), new("texture_entropy", "Texture: entropy", "bit")])
    {
        Errors = [new("texture_error", "Error of texture", "of the stain's detail")],
    };

    public static ComparisonFacts Facts { get; } = new()
    {
        Predicted = "predicted <&>", Stained = "stained", Objects = "segmented", Stain = "as in the files", Clusters = "wells", PixelSizeUm = 0.65, Version = "1.2.3", Command = "cellcluster compare 'a b' c",
    };

    public static IReadOnlyList<ComparisonGap> Gaps { get; } = [new("Z\"9,<b>.tif", "wrong-size", "predicted 2x3, stained 3x2")];

    public static ComparedField Field(int i) => new()
    {
        Name = FormattableString.Invariant($"B{(i / 2) + 1:00}_f{(i % 2) + 1:00}.tif"),
        Well = new WellId(1, i / 2),
        Field = new FieldIndex((i % 2) + 1),
        Cluster = i / 2,
        Pixels = new PlaneAgreement(0.9 + (0.001 * i), 0.4, 0.95, 0.1, 100, 0, NotEnough.None),
        Detection = Curve(i),
        PredictedRule = "minimum",
        StainedRule = "local",
        Predicted = [20 + i + (i % 3), 0.5 + (0.01 * (i % 5)), double.NaN],
        Stained = [20 + i, 0.5 + (0.01 * (i % 7)), 1],
        Errors = [i == 3 ? double.NaN : 0.5],
    };

    public static ComparedObject[] Objects(int i) =>
    [
        .. Enumerable.Range(0, 3).Select(k => new ComparedObject(new ObjectPair((uint)k + 1, (uint)k + 5, 10, 0.75), [50 + i + k, 3 - (0.1 * k)], [52 + i, 3.1])),
    ];

    public static ComparisonSummary Summary(int fields = 16)
    {
        var sample = new ObjectSample();
        ComparedField[] all = [.. Enumerable.Range(0, fields).Select(Field)];
        for (int i = 0; i < fields; i++)
        {
            sample.Add(all[i].Cluster, Objects(i));
        }
        return ComparisonSummary.Of(Table, all, sample);
    }

    private static DetectionCurve Curve(int i)
    {
        using Plane<uint> found = new(1, 8, [1, 1, 0, 2, 2, 0, 3, 0]);
        using Plane<uint> reference = new(1, 8, [1, 1, 0, 2, (uint)(i % 3), 0, 0, 0]);
        return ObjectMatching.Compare(found, reference);
    }
}
