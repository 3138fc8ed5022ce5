using CellCluster.Imaging;
using CellCluster.Plates;
using CellCluster.TestKit;

namespace CellCluster.Pipeline.Tests.Fields;

public class NormalisationSamplerTests
{
    private static readonly InputNormalisation s_plain = new(IlluminationCorrection.None, 0);

    [Fact]
    public void Sample_OfKnownGreyLevels_HasTheirMedianAndScale()
    {
        using var folder = new TemporaryFolder();
        FieldSource field = Write(folder, "a.tif", 1, y => (ushort)(1000 + y)); // levels 1000..1199, 200 px each
        FrozenNormalisation frozen = Measure(folder, [field])!;

        // Grouped data: level g covers g - 0.5 .. g + 0.5, so the quartiles of 200 equal levels lie at 1049.5, 1099.5 and 1149.5.
        Assert.Equal(1099.5, frozen.Median, 1e-9);
        Assert.Equal(100 / 1.3489795003921634, frozen.Scale, 1e-9);
        Assert.Equal((200, 200), (frozen.Height, frozen.Width));
    }

    [Fact]
    public void Sample_UnreadableAndBlankFields_AreReplacedByTheNext()
    {
        using var folder = new TemporaryFolder();
        FieldSource good = Write(folder, "good.tif", 1, y => (ushort)(500 + y));
        FieldSource blank = Write(folder, "blank.tif", 2, _ => 7);
        File.WriteAllText(folder.In("broken.tif"), "no image");
        FieldSource broken = new(Key(3), folder.In("broken.tif"));
        FieldSource missing = new(Key(4), null);

        FrozenNormalisation frozen = Measure(folder, [blank, broken, missing, good])!;

        Assert.Equal([good.Key], frozen.Sample);
        Assert.Equal(599.5, frozen.Median, 1e-9);
    }

    [Fact]
    public void Sample_WithoutAnyReadableField_IsNull()
    {
        using var folder = new TemporaryFolder();

        Assert.Null(Measure(folder, [new FieldSource(Key(1), null)]));
    }

    [Fact]
    public void Order_OfSampling_DependsOnTheKeysAlone()
    {
        FieldSource[] fields = [.. Enumerable.Range(1, 200).Select(index => new FieldSource(Key(index), null))];

        IReadOnlyList<FieldSource> sampled = SamplingOrder.Of("P1", fields);

        Assert.Equal(sampled, SamplingOrder.Of("P1", [.. fields.Reverse()]));
        Assert.NotEqual(sampled, SamplingOrder.Of("P2", fields));
        Assert.NotEqual(fields, sampled);
        Assert.Equal(fields, sampled.OrderBy(field => field.Key));
    }

    [Fact]
    public void Prepared_NotANumber_BecomesTheMedian()
    {
        using var raw = new Plane<float>(1, 3, [float.NaN, 12, float.PositiveInfinity]);

        using Plane<float> prepared = new FieldPreparation(s_plain, null, 1).Prepare(raw, new FrozenNormalisation(10, 4, 1, 3, []));

        Assert.Equal([0, 0.5f, 0], prepared.Pixels.ToArray());
    }

    private static FieldKey Key(int field) => new(1, new WellId(0, 0), new FieldIndex(field));

    private static FieldSource Write(TemporaryFolder folder, string name, int field, Func<int, ushort> levelOfRow)
    {
        using var plane = new Plane<ushort>(200, 200);
        for (int y = 0; y < 200; y++)
        {
            plane.Row(y).Fill(levelOfRow(y));
        }
        ImageFile.WriteTiff(folder.In(name), plane);
        return new FieldSource(Key(field), folder.In(name));
    }

    private static FrozenNormalisation? Measure(TemporaryFolder folder, IReadOnlyList<FieldSource> fields)
    {
        File.WriteAllText(folder.In("keep"), "so that the folder is never empty");
        return new NormalisationSampler(new FieldReader(folder.Path), new FieldPreparation(s_plain, null, 1)).Measure(fields, (200, 200), CancellationToken.None);
    }
}
