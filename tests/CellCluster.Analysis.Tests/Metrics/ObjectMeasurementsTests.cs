using CellCluster.Analysis.Tests.Oracles;
using CellCluster.Imaging;

namespace CellCluster.Analysis.Tests.Metrics;

public class ObjectMeasurementsTests
{
    [Fact]
    public void Measure_OtherIds_GivesTheSameNumbers()
    {
        FieldOracle oracle = MeasurementOracle.Recorded.Fields[0];
        using Plane<uint> labels = oracle.Labels();
        using Plane<uint> mirrored = oracle.Labels();
        using Plane<float> plane = oracle.Plane();
        foreach (ref uint id in mirrored.Pixels)
        {
            id = id == 0 ? 0 : 1000 - id;
        }
        IReadOnlyList<ObjectMeasurement> first = ObjectMeasurements.Of(labels, plane);
        IReadOnlyList<ObjectMeasurement> second = ObjectMeasurements.Of(mirrored, plane);
        Assert.Equal(first.Count, second.Count);
        for (int i = 0; i < first.Count; i++)
        {
            // The texture's range is a mean over objects in the order of ids: another rounding. Granularity compares by reference.
            ObjectMeasurement other = second[first.Count - 1 - i] with { Id = first[i].Id, Texture = first[i].Texture, Granularity = first[i].Granularity };
            Assert.Equal(first[i], other);
            Assert.Equal(first[i].Granularity, second[first.Count - 1 - i].Granularity);
        }
    }

    [Fact]
    public void Measure_PlaneTimesTwoPlusOne_ScalesIntensitiesAndKeepsTextureAndGranularity()
    {
        FieldOracle oracle = MeasurementOracle.Recorded.Fields[1];
        using Plane<uint> labels = oracle.Labels();
        using Plane<float> plane = oracle.Plane();
        IReadOnlyList<ObjectMeasurement> before = ObjectMeasurements.Of(labels, plane);
        plane.Each((_, pixel) => (2 * pixel) + 1);
        IReadOnlyList<ObjectMeasurement> after = ObjectMeasurements.Of(labels, plane);
        for (int i = 0; i < before.Count; i++)
        {
            Assert.Equal((2 * before[i].Intensity.Mean) + 1, after[i].Intensity.Mean, 1e-9);
            Assert.Equal(2 * before[i].Intensity.Deviation, after[i].Intensity.Deviation, 1e-9);
            Assert.Equal((2 * before[i].Intensity.Median) + 1, after[i].Intensity.Median, 1e-9);
            Assert.Equal(before[i].Texture.Contrast, after[i].Texture.Contrast, 1e-9);
            Assert.Equal(before[i].Granularity.Select(share => Math.Round(share, 6)), after[i].Granularity.Select(share => Math.Round(share, 6)));
        }
    }

    [Fact]
    public void Measure_OnePixelFlatPlane_IsDefined()
    {
        using var labels = new Plane<uint>(1, 1, [7]);
        using var plane = new Plane<float>(1, 1, [3]);
        ObjectMeasurement one = Assert.Single(ObjectMeasurements.Of(labels, plane, 0.5));
        Assert.Equal((7u, 1, 0.25, 0.0, 1.0, 0.0), (one.Id, one.AreaPx, one.AreaUm2, one.PerimeterPx, one.Solidity, one.Eccentricity));
        Assert.True(one.TouchesBorder);
        Assert.True(double.IsNaN(one.FormFactor));
        Assert.Equal(new ObjectIntensity(3, 3, 3, 3, 0, 3, 3, 3, 3) { FiniteCount = 1 }, one.Intensity);
        Assert.Equal(ObjectTexture.None, one.Texture);
        Assert.All(one.Granularity, share => Assert.True(double.IsNaN(share)));
    }

    [Fact]
    public void Measure_FlatObject_HasTheTextureOfOneLevel()
    {
        using Plane<uint> labels = DrawnSegmentation.Disks(40, 40, (20, 20, 10));
        using Plane<float> plane = DrawnSegmentation.Levels(labels, 2, 2);
        Assert.Equal(new ObjectTexture(0, 1, 0, 1, 1), Assert.Single(ObjectMeasurements.Of(labels, plane)).Texture);
    }

    [Fact]
    public void Measure_PixelsThatAreNotFinite_AreLeftOut()
    {
        using var labels = new Plane<uint>(3, 20);
        labels.Row(1)[2..18].Fill(1);
        using var plane = new Plane<float>(3, 20);
        plane.Each((i, _) => i % 20);
        plane[1, 2] = float.NaN;
        plane[1, 5] = float.PositiveInfinity;
        ObjectMeasurement one = Assert.Single(ObjectMeasurements.Of(labels, plane));
        double[] left = [3, 4, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17];
        Assert.Equal((16, left.Average(), left.Sum(), 3.0, 17.0), (one.AreaPx, one.Intensity.Mean, one.Intensity.Total, one.Intensity.Minimum, one.Intensity.Maximum));
        Assert.Equal(10.5, one.Intensity.Median);
        plane.Pixels.Fill(float.NaN);
        Assert.Equal(ObjectIntensity.None, Assert.Single(ObjectMeasurements.Of(labels, plane)).Intensity);
    }

    [Fact]
    public void Measure_NoObjects_IsEmpty()
    {
        using var labels = new Plane<uint>(17, 33);
        using var plane = new Plane<float>(17, 33);
        Assert.Empty(ObjectMeasurements.Of(labels, plane));
    }

    [Fact]
    public void Measure_WrongInput_SaysWhatIsWrong()
    {
        using var labels = new Plane<uint>(4, 4);
        using var plane = new Plane<float>(4, 5);
        Assert.Contains("4x5", Assert.Throws<ArgumentException>(() => ObjectMeasurements.Of(labels, plane)).Message, StringComparison.Ordinal);
        var options = new MeasurementOptions { TextureLevels = 1, TextureScalePx = 0, CellRadiusPx = -1 };
        using var same = new Plane<float>(4, 4);
        string message = Assert.Throws<ArgumentException>(() => ObjectMeasurements.Of(labels, same, null, options)).Message;
        Assert.All(["TextureLevels 1", "TextureScalePx 0", "CellRadiusPx -1"], fault => Assert.Contains(fault, message, StringComparison.Ordinal));
        labels[0, 0] = uint.MaxValue;
        Assert.Throws<ArgumentException>(() => ObjectMeasurements.Of(labels, same));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(15)]
    [InlineData(16)]
    [InlineData(17)]
    [InlineData(100)]
    public void WideSum_AnyLength_HasTheBitsOfTheScalarOne(int length)
    {
        var random = new Random(length);
        float[] pixels = [.. Enumerable.Range(0, length).Select(_ => (float)random.NextDouble() * 1e6f)];
        Assert.Equal(WideSums.SumScalar(pixels), WideSums.Sum(pixels));
        Assert.True(WideSums.AllFinite(pixels));
        pixels[length / 2] = float.NegativeInfinity;
        Assert.False(WideSums.AllFinite(pixels));
    }

    [Fact]
    public void Columns_Names_AreUniqueAndHaveValues()
    {
        using Plane<uint> labels = DrawnSegmentation.Disks(30, 30, (15, 15, 8));
        using Plane<float> plane = ConstructedField.Plane(30, 30, 1);
        ObjectMeasurement one = Assert.Single(ObjectMeasurements.Of(labels, plane, 0.5));
        string[] names = [.. ObjectColumns.All.Select(column => column.Name), .. ObjectColumns.Parent.Select(column => column.Name)];
        Assert.Equal(names.Length, names.Distinct().Count());
        Assert.All(names, name => Assert.Matches("^[a-z][a-z0-9_]*$", name));
        Assert.All(ObjectColumns.All, column => Assert.False(double.IsNaN(column.Value(one)), column.Name));
    }
}
