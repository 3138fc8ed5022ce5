using CellCluster.Analysis;
using CellCluster.Imaging;
using CellCluster.Pipeline;

namespace CellCluster.Learning.Tests.Training.Data;

public class StainTests
{
    [Fact]
    public void Fields_OfOneExperiment_AreNormalisedTogether()
    {
        // Input: levels 0..99 in equal numbers over two fields; stain: 10 where there is nothing, 10 + 1000 in one pixel of 100.
        Dictionary<string, Plane<float>> planes = new(StringComparer.Ordinal)
        {
            ["/p/i1"] = Plane(static i => i % 50),
            ["/p/i2"] = Plane(static i => 50 + (i % 50)),
            ["/p/s1"] = Plane(static i => i % 100 == 0 ? 1010 : 10),
            ["/p/s2"] = Plane(static _ => 10),
        };
        IReadOnlyList<TrainingField> fields = Read("input,nuclei,well,experiment\ni1,s1,A,E\ni2,s2,B,E\n", planes);
        // Median 49.5 and quartile distance 50 of the pooled levels (grouped data: level k covers k - 0.5 .. k + 0.5).
        Assert.Equal((25 - 49.5) / (50 / 1.349), (double)fields[0].Input[25], 2);
        Assert.Equal((75 - 49.5) / (50 / 1.349), (double)fields[1].Input[25], 2);
        Assert.Equal(1, (double)fields[0].Targets[0][0], 2);
        Assert.Equal(0, (double)fields[1].Targets[0][0], 2);
    }

    [Fact]
    public void Fields_WithClippedStain_LoseWhatLiesBelowThePercentile()
    {
        Dictionary<string, Plane<float>> planes = new(StringComparer.Ordinal) { ["/p/i"] = Plane(static i => i % 50), ["/p/s"] = Plane(static i => i % 100) };
        TrainingField field = Assert.Single(Read("input,golgi,well,experiment\ni,s,A,E\n", planes, TargetTransform.Parse("golgi=clip:90")));
        Assert.Equal(0, (double)field.Targets[0][50], 3);
        Assert.Equal(0, (double)field.Targets[0][89], 3);
        Assert.Equal(1, (double)field.Targets[0][99], 1);
    }

    [Fact]
    public void Fields_WithRollingBall_LoseGradientAndBodiesAndKeepRibbons()
    {
        // A gradient of 40 levels, a cell body of 200 (radius 30), a ribbon of 1000 (5 px wide).
        Plane<float> stain = Plane(static i =>
        {
            int y = i / 100;
            int x = i % 100;
            bool body = ((y - 50) * (y - 50)) + ((x - 50) * (x - 50)) < 900;
            return MathF.Round(100 + (0.4f * x)) + (body ? 200 : 0) + (Math.Abs(y - 50) <= 2 && Math.Abs(x - 50) <= 10 ? 1000 : 0);
        });
        Dictionary<string, Plane<float>> planes = new(StringComparer.Ordinal) { ["/p/i"] = Plane(static i => i % 50), ["/p/s"] = stain };
        TrainingField field = Assert.Single(Read("input,golgi,well,experiment\ni,s,A,E\n", planes, TargetTransform.Parse("golgi=rolling-ball:12")));
        Assert.Equal(0, (double)field.Targets[0][(10 * 100) + 95], 2); // bright end of the gradient
        Assert.Equal(0, (double)field.Targets[0][(35 * 100) + 50], 2); // cell body
        Assert.Equal(1, (double)field.Targets[0][(50 * 100) + 50], 1); // ribbon
    }

    [Fact]
    public void Fields_WithFloor_StretchWhatLiesAboveIt()
    {
        Dictionary<string, Plane<float>> planes = new(StringComparer.Ordinal) { ["/p/i"] = Plane(static i => i % 50), ["/p/s"] = Plane(static i => i % 100) };
        string csv = "input,nuclei,well,experiment\ni,s,A,E\n";
        TrainingField plain = Assert.Single(Read(csv, planes));
        TrainingField floored = Assert.Single(Read(csv, planes, TargetTransform.Parse("nuclei=floor:0.4")));
        Assert.Equal(0, (double)floored.Targets[0][40]);
        Assert.Equal(((double)plain.Targets[0][90] - 0.4) / 0.6, (double)floored.Targets[0][90], 2);
    }

    [Fact]
    public void Fields_OfWrongSizes_ReportAllPairsAtOnce()
    {
        Dictionary<string, Plane<float>> planes = new(StringComparer.Ordinal)
        {
            ["/p/i"] = Plane(static i => i), ["/p/small"] = new(10, 100), ["/p/s"] = new(100, 99),
        };
        PairTableException fault = Assert.Throws<PairTableException>(
            () => Read("input,nuclei,well,experiment\ni,s,A,E\nsmall,gone,B,F\n", planes));
        Assert.Contains(fault.Faults, static f => f.StartsWith("line 2, column nuclei: 100x99, its input is 100x100", StringComparison.Ordinal));
        Assert.Contains(fault.Faults, static f => f.StartsWith("line 3, column nuclei: no gone", StringComparison.Ordinal));
        Assert.Contains(fault.Faults, static f => f.StartsWith("line 3, column input: 10x100 is smaller than a crop of 32 px", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("golgi=rolling-ball", "ORGANELLE=rolling-ball:RADIUS")]
    [InlineData("golgi=rolling-ball:0.5", "1 <= RADIUS <= 500")]
    [InlineData("golgi=clip:100", "0 < PERCENTILE < 100")]
    [InlineData("nuclei=floor:1", "0 < SHARE < 1")]
    [InlineData("golgi", "ORGANELLE=clip:PERCENTILE")]
    [InlineData("actin=clip:90", "actin")]
    public void TargetTransform_Unknown_SaysWhatIsExpected(string text, string why) =>
        Assert.Contains(why, Assert.Throws<FormatException>(() => TargetTransform.Parse(text)).Message, StringComparison.Ordinal);

    private static Plane<float> Plane(Func<int, float> value)
    {
        Plane<float> plane = new(100, 100);
        for (int i = 0; i < plane.PixelCount; i++)
        {
            plane.Buffer[i] = value(i);
        }
        return plane;
    }

    private static IReadOnlyList<TrainingField> Read(string csv, Dictionary<string, Plane<float>> planes, params TargetTransform[] transforms)
    {
        PairTable table = PairTable.Parse(csv, "/p/t.csv", PairColumns.Default, static _ => true);
        return new TrainingFields(table, new InputNormalisation(IlluminationCorrection.None, 0), transforms, path =>
            planes.TryGetValue(path, out Plane<float>? plane) ? plane.ToFloat() : throw new FileNotFoundException($"no {Path.GetFileName(path)}")).Read(32, TestContext.Current.CancellationToken);
    }
}
