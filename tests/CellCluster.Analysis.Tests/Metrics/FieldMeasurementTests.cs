using CellCluster.Imaging;

namespace CellCluster.Analysis.Tests.Metrics;

public class FieldMeasurementTests
{
    private static readonly (int Y, int X, int Radius)[] s_nuclei = [(60, 60, 10), (60, 140, 12)];

    [Fact]
    public void Cells_DrawnField_HaveTheirErAndGolgi()
    {
        using Plane<uint> nuclei = DrawnSegmentation.Disks(120, 200, s_nuclei);
        // One sheet of ER over both cells: rows 40..79 of all columns 40..159, without the nuclei.
        using var er = new Plane<uint>(120, 200);
        for (int y = 40; y < 80; y++)
        {
            for (int x = 40; x < 160; x++)
            {
                er[y, x] = nuclei[y, x] == 0 ? 1u : 0u;
            }
        }
        using Plane<uint> golgi = DrawnSegmentation.Disks(120, 200, (60, 78, 3), (75, 60, 2), (60, 162, 4), (5, 5, 2));
        using Plane<float> nucleiPlane = DrawnSegmentation.Levels(nuclei, 3, 0);
        using Plane<float> erPlane = DrawnSegmentation.Levels(er, 2, 0);
        using Plane<float> golgiPlane = DrawnSegmentation.Levels(golgi, 5, 1);
        FieldMeasurements field = FieldMeasurement.Of(
            [DrawnSegmentation.Of(Organelle.Nuclei, nuclei, nucleiPlane), DrawnSegmentation.Of(Organelle.Er, er, erPlane), DrawnSegmentation.Of(Organelle.Golgi, golgi, golgiPlane)],
            0.5,
            new MeasurementOptions { CellRadiusUm = 20 });
        Assert.Equal(2, field.Cells.Count);
        CellMeasurement left = field.Cells[0];
        CellMeasurement right = field.Cells[1];
        Assert.Equal(field.Objects[1].Objects[0].AreaPx, left.Er!.AreaPx + right.Er!.AreaPx);
        Assert.Equal((2.0, left.Er.AreaPx * 2.0, left.Er.AreaPx * 0.25), (left.Er.MeanIntensity, left.Er.TotalIntensity, left.Er.AreaUm2!.Value));
        Assert.InRange(left.Er.MeanDistancePx, 5, 15);
        Assert.Equal((2, 1), (left.Golgi!.FragmentCount, right.Golgi!.FragmentCount));
        int[] areas = [.. field.Objects[2].Objects.Select(o => o.AreaPx)];
        Assert.Equal((areas[0] + areas[1], (double)areas[0] / (areas[0] + areas[1])), (left.Golgi.AreaPx, left.Golgi.LargestShare));
        Assert.Equal(5, right.Golgi.MeanIntensity);
        ParentLink[] parents = [.. field.Objects[2].Parents!];
        Assert.Equal([1u, 1u, 2u, 0u], parents.Select(link => link.NucleusId));
        Assert.Equal(78 - 3 - 70, parents[0].DistancePx);
        Assert.Equal(18, parents[0].CentroidDistancePx, 1e-9);
        Assert.Null(field.Objects[0].Parents);
        Assert.Equal(2, field.Organelles[2].ObjectsPerNucleus);
        Assert.True(double.IsNaN(field.Organelles[0].ObjectsPerNucleus));
        Assert.All(CellColumns.All, column => Assert.False(double.IsNaN(column.Value(left)), column.Name));
    }

    [Fact]
    public void Cells_NoNucleiPlane_AreNone()
    {
        using Plane<uint> golgi = DrawnSegmentation.Disks(50, 50, (20, 20, 5));
        using Plane<float> plane = DrawnSegmentation.Levels(golgi, 5, 1);
        FieldMeasurements field = FieldMeasurement.Of([DrawnSegmentation.Of(Organelle.Golgi, golgi, plane)]);
        Assert.Empty(field.Cells);
        Assert.Null(Assert.Single(field.Objects).Parents);
        Assert.True(double.IsNaN(field.Organelles[0].ObjectsPerNucleus));
    }

    [Fact]
    public void Detail_BlurredGolgi_IsLower()
    {
        var random = new Random(3);
        (int, int, int)[] spots = [.. Enumerable.Range(0, 60).Select(_ => (20 + random.Next(160), 20 + random.Next(160), 2 + random.Next(3)))];
        using Plane<uint> labels = DrawnSegmentation.Disks(200, 200, spots);
        double before = double.PositiveInfinity;
        foreach (double sigma in (double[])[0.3, 0.5, 1, 2, 4])
        {
            using Plane<float> plane = DrawnSegmentation.Levels(labels, 10, 1);
            GaussianBlur.Apply(plane, sigma, plane);
            double detail = FieldMeasurement.Of([DrawnSegmentation.Of(Organelle.Golgi, labels, plane)]).Organelles[0].DetailLevel;
            Assert.InRange(detail, 0, before - 0.02);
            plane.Each((_, pixel) => (7 * pixel) - 3);
            Assert.Equal(detail, FieldMeasurement.Of([DrawnSegmentation.Of(Organelle.Golgi, labels, plane)]).Organelles[0].DetailLevel, 1e-3);
            plane.Each((i, pixel) => labels.Pixels[i] == 0 && i % 200 < 10 ? pixel - 1 : pixel); // darker elsewhere: no detail of the Golgi
            Assert.Equal(detail, FieldMeasurement.Of([DrawnSegmentation.Of(Organelle.Golgi, labels, plane)]).Organelles[0].DetailLevel, 1e-3);
            before = detail;
        }
    }

    [Theory]
    [InlineData(0, 0.0)]
    [InlineData(2, 0.2)]
    [InlineData(10, 1.0)]
    public void Background_SignalBesideTheObjects_IsItsShare(float beside, double expected)
    {
        using Plane<uint> nuclei = DrawnSegmentation.Disks(300, 300, (150, 150, 20));
        using Plane<uint> golgi = DrawnSegmentation.Disks(300, 300, (150, 185, 8));
        using Plane<float> nucleiPlane = DrawnSegmentation.Levels(nuclei, 1, 0);
        // Dark far from the cell, some signal within 70 px of the nucleus, 10 above dark in the Golgi.
        using var plane = new Plane<float>(300, 300);
        plane.Each((i, _) => 100 + (golgi.Pixels[i] != 0 ? 10 : Math.Sqrt((((i / 300) - 150) * ((i / 300) - 150)) + (((i % 300) - 150) * ((i % 300) - 150))) < 90 ? beside : 0));
        FieldMeasurements field = FieldMeasurement.Of(
            [DrawnSegmentation.Of(Organelle.Nuclei, nuclei, nucleiPlane), DrawnSegmentation.Of(Organelle.Golgi, golgi, plane)], null, new MeasurementOptions { CellRadiusPx = 60 });
        Assert.Equal(expected, field.Organelles[1].BackgroundStrength, 1e-6);
    }

    [Fact]
    public void Background_NucleiAlone_IsThatOfNucleiBesideAnotherOrganelle()
    {
        using Plane<uint> nuclei = DrawnSegmentation.Disks(300, 300, (150, 150, 20));
        using var plane = new Plane<float>(300, 300);
        plane.Each((i, _) => nuclei.Pixels[i] != 0 ? 10 : Math.Abs((i / 300) - 150) < 55 && Math.Abs((i % 300) - 150) < 55 ? 4 : 0);
        var options = new MeasurementOptions { CellRadiusPx = 30 };
        MeasuredPlane measured = DrawnSegmentation.Of(Organelle.Nuclei, nuclei, plane);
        double alone = FieldMeasurement.Of([measured], null, options).Organelles[0].BackgroundStrength;
        Assert.Equal(0.4, alone, 1e-6);
        Assert.Equal(alone, FieldMeasurement.Of([measured, DrawnSegmentation.Of(Organelle.Er, nuclei, plane)], null, options).Organelles[0].BackgroundStrength);
        Assert.Equal(alone, FieldMeasurement.OfLabels(Organelle.Nuclei, nuclei, plane, null, options).Organelles[0].BackgroundStrength);
    }

    [Fact]
    public void Golgi_GivenLabels_HaveDetailAndBackground()
    {
        using Plane<uint> labels = DrawnSegmentation.Disks(100, 100, (30, 30, 5), (70, 60, 8));
        using Plane<float> plane = DrawnSegmentation.Levels(labels, 10, 1);
        plane.Pixels[..500].Clear();
        GaussianBlur.Apply(plane, 1, plane);
        FieldMetrics segmented = FieldMeasurement.Of([DrawnSegmentation.Of(Organelle.Golgi, labels, plane)]).Organelles[0];
        FieldMetrics given = FieldMeasurement.OfLabels(Organelle.Golgi, labels, plane).Organelles[0];
        Assert.True(given.DetailLevel > 0 && given.BackgroundStrength > 0);
        Assert.Equal((segmented.DetailLevel, segmented.BackgroundStrength), (given.DetailLevel, given.BackgroundStrength));
    }

    [Fact]
    public void Field_DegeneratePlanes_AreDefined()
    {
        foreach ((int height, int width) in ((int, int)[])[(1, 1), (1, 30), (17, 15)])
        {
            foreach (float level in (float[])[0, float.NaN, float.MaxValue])
            {
                using var empty = new Plane<uint>(height, width);
                using var full = new Plane<uint>(height, width);
                full.Pixels.Fill(1);
                using var plane = new Plane<float>(height, width);
                plane.Pixels.Fill(level);
                FieldMeasurements none = FieldMeasurement.Of(Planes(empty, plane));
                Assert.Empty(none.Cells);
                Assert.All(none.Organelles, metrics => Assert.True(double.IsNaN(metrics.DetailLevel) && metrics.ObjectCount == 0 && double.IsNaN(metrics.BackgroundStrength)));
                FieldMeasurements all = FieldMeasurement.Of(Planes(full, plane));
                Assert.Equal(full.PixelCount, Assert.Single(all.Cells).Er!.AreaPx);
                Assert.Equal(0, all.Objects[1].Parents![0].DistancePx);
            }
        }
    }

    [Fact]
    public void Field_OrganelleTwiceOrOtherSize_IsRefused()
    {
        using Plane<uint> labels = DrawnSegmentation.Disks(20, 20, (10, 10, 5));
        using Plane<uint> smaller = DrawnSegmentation.Disks(20, 19, (10, 10, 5));
        using Plane<float> plane = DrawnSegmentation.Levels(labels, 1, 0);
        using Plane<float> other = DrawnSegmentation.Levels(smaller, 1, 0);
        MeasuredPlane golgi = DrawnSegmentation.Of(Organelle.Golgi, labels, plane);
        Assert.Throws<ArgumentException>(() => FieldMeasurement.Of([golgi, golgi]));
        Assert.Throws<ArgumentException>(() => FieldMeasurement.Of([golgi, DrawnSegmentation.Of(Organelle.Er, smaller, other)]));
    }

    private static MeasuredPlane[] Planes(Plane<uint> labels, Plane<float> plane) =>
        [.. ((Organelle[])[Organelle.Nuclei, Organelle.Er, Organelle.Golgi]).Select(organelle => DrawnSegmentation.Of(organelle, labels, plane))];
}
