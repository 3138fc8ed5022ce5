namespace CellCluster.Imaging.Tests.Oracles;

/// <summary>
/// Whole planes against scikit-image, SciPy and OpenCV (tools/oracles/real_planes.py): real ones of four sources, skipped where they are absent, and their twins, a
/// plane of the product's simulator and a drawn one.
/// </summary>
public class RealPlaneOracleTests
{
    public static TheoryData<string> Planes => [.. RealPlaneOracle.Recorded.Select(plane => plane.Path)];

    [Theory]
    [MemberData(nameof(Planes))]
    public void Thresholds_WholePlane_FallIntoScikitImagesBins(string path)
    {
        (RealPlaneOracle oracle, Plane<float> plane) = Open(path);
        using (plane)
        {
            RealThresholds expected = oracle.Thresholds;
            Histogram histogram = Histogram.Of(plane);
            Assert.Equal(expected.Histogram, histogram.Counts.ToArray());
            Assert.Equal(histogram.Centre(expected.Otsu), OtsuThreshold.Find(histogram));
            Assert.Equal(histogram.Centre(expected.Isodata), IsodataThreshold.Find(histogram));
            Assert.Equal(histogram.Centre(expected.Triangle), TriangleThreshold.Find(histogram));
            MinimumThresholdResult minimum = MinimumThreshold.Find(histogram);
            Assert.Equal(expected.Minimum, minimum.Bin);
            Assert.Equal(expected.Minimum >= 0, minimum.IsBimodal);
            Assert.Equal(expected.Mean, MeanThreshold.Of(plane), 1e-9 * expected.Mean);
            // 1e-5 of the range: scikit-image averages float32 pixels in float32, and stops half a grey level early.
            Assert.Equal(expected.Li, LiThreshold.Of(plane, 0.5), 1e-5 * (histogram.Maximum - histogram.Minimum));
            double[] quantiles = new double[expected.Quantiles.Length];
            Quantiles.Of(plane.Pixels, [0, 0.001, 0.25, 0.5, 0.75, 0.9, 0.999, 1], quantiles);
            Assert.Equal(expected.Quantiles, quantiles);
        }
    }

    [Theory]
    [MemberData(nameof(Planes))]
    public void LocalThreshold_WholePlane_IsScikitImagesSurface(string path)
    {
        (RealPlaneOracle oracle, Plane<float> plane) = Open(path);
        using (plane)
        {
            using var surface = new Plane<float>(plane.Height, plane.Width);
            LocalThreshold.Surface(plane, oracle.Local.Block, surface);
            foreach (double[] sample in oracle.Local.Samples)
            {
                Assert.Equal(sample[2], surface[(int)sample[0], (int)sample[1]], 1e-6 * sample[2]);
            }
            using var mask = new Plane<byte>(plane.Height, plane.Width);
            long above = LocalThreshold.Mask(plane, oracle.Local.Block, float.NegativeInfinity, mask);
            Assert.InRange(above, oracle.Local.Above - oracle.Local.Undecided, oracle.Local.Above + oracle.Local.Undecided);
        }
    }

    [Theory]
    [MemberData(nameof(Planes))]
    public void RollingBall_WholePlane_IsTheReferencesBackgroundInBothSenses(string path)
    {
        (RealPlaneOracle oracle, Plane<float> plane) = Open(path);
        using (plane)
        {
            using var background = new Plane<float>(plane.Height, plane.Width);
            foreach ((BallSense sense, RealBackground expected) in new[] { (BallSense.Apex, oracle.Ball.Apex), (BallSense.Opening, oracle.Ball.Opening) })
            {
                RollingBall.Background(plane, new Ball(oracle.Ball.Radius, 1), sense, background);
                foreach (double[] sample in expected.Samples)
                {
                    Assert.Equal((float)sample[2], background[(int)sample[0], (int)sample[1]]);
                }
                Assert.Equal((expected.Minimum, expected.Maximum), (background.Buffer.Min(), background.Buffer.Max()));
                Assert.Equal(expected.Sum, background.Buffer.Sum(value => (double)value), 1e-9 * expected.Sum);
                Assert.Equal(expected.Hash, RecordedPlane.HashOf(background));
            }
        }
    }

    [Theory]
    [MemberData(nameof(Planes))]
    public void MedianFilter_WholePlane_HasSciPysSum(string path)
    {
        RealPlaneOracle oracle = Oracle(path);
        using Plane native = oracle.ReadOrSkip();
        using Plane<float> plane = native.ToFloat();
        using var result = new Plane<float>(plane.Height, plane.Width);
        foreach (RealMedian expected in oracle.Medians)
        {
            if (expected.Bytes)
            {
                using var bytes = new Plane<byte>(plane.Height, plane.Width);
                MedianFilter.Apply((Plane<byte>)native, expected.Size, bytes);
                Assert.Equal(expected.Sum, bytes.Buffer.Sum(value => (double)value));
                continue;
            }
            MedianFilter.Apply(plane, expected.Size, result);
            Assert.Equal(expected.Sum, result.Buffer.Sum(value => (double)value));
        }
    }

    [Theory]
    [MemberData(nameof(Planes))]
    public void Objects_OtsuFillDistancePeaksWatershedShapes_AreTheReferences(string path)
    {
        (RealPlaneOracle oracle, Plane<float> plane) = Open(path);
        using (plane)
        {
            RealObjects expected = oracle.Objects;
            using var mask = new Plane<byte>(plane.Height, plane.Width);
            Assert.Equal(expected.Foreground, ThresholdMask.Above(plane, OtsuThreshold.Find(Histogram.Of(plane)), mask));
            Assert.Equal(expected.Filled - expected.Foreground, HoleFilling.Fill(mask));
            using var opened = new Plane<byte>(plane.Height, plane.Width);
            Opening.Apply3x3(mask, opened);
            Assert.Equal(expected.Opened, opened.Buffer.LongCount(pixel => pixel != 0));
            using var labels = new Plane<uint>(plane.Height, plane.Width);
            Assert.Equal(expected.Components[0], ConnectedComponents.Label(mask, labels, Connectivity.Edges));
            Assert.Equal(expected.Components[1], ConnectedComponents.Label(mask, labels));
            using var distance = new Plane<float>(plane.Height, plane.Width);
            Assert.Equal((float)expected.DistanceMaximum, DistanceTransform.Apply(mask, distance));
            Assert.Equal(expected.DistanceSum, distance.Buffer.Sum(value => (double)value), 1e-7 * expected.DistanceSum); // float32 distances
            Assert.Equal(expected.SquaredDistance, MorphologyOracle.Hash(distance.Buffer.Select(d => (long)Math.Round((double)d * d))));
            Flood(mask, distance, labels, expected.Peaks);
            long[] sizes = [.. RegionShapes.Of(labels).Where(shape => shape.Id > 0 && shape.PixelCount > 0).Select(shape => shape.PixelCount).Order()];
            Assert.Equal(expected.Sizes, expected.Sizes.Length == sizes.Length ? sizes : Percentiles(sizes));
            Assert.Equal(expected.Flooded, MorphologyOracle.Hash(labels));
            Morphology.ShapeRows.AssertEqual(expected.Shapes, labels);
        }
    }

    private static void Flood(Plane<byte> mask, Plane<float> distance, Plane<uint> labels, int peakCount)
    {
        IReadOnlyList<Peak> peaks = LocalMaxima.Find(distance, 5, 0, labels);
        Assert.Equal(peakCount, peaks.Count);
        using var markers = new Plane<uint>(mask.Height, mask.Width);
        for (int i = 0; i < peaks.Count; i++)
        {
            markers[peaks[i].Y, peaks[i].X] = (uint)i + 1;
        }
        foreach (ref float height in distance.Pixels)
        {
            height = -height;
        }
        Watershed.Flood(distance, markers, mask, labels);
    }

    // NumPy's "nearest": of two equally near ranks the even one.
    private static long[] Percentiles(long[] sizes) => [.. Enumerable.Range(0, 101).Select(i => sizes[(int)Math.Round(i / 100.0 * (sizes.Length - 1), MidpointRounding.ToEven)])];

    private static RealPlaneOracle Oracle(string path) => RealPlaneOracle.Recorded.Single(plane => plane.Path == path);

    private static (RealPlaneOracle Oracle, Plane<float> Plane) Open(string path)
    {
        RealPlaneOracle oracle = Oracle(path);
        using Plane native = oracle.ReadOrSkip();
        Plane<float> plane = native.ToFloat();
        Assert.Equal((oracle.Height, oracle.Width), (plane.Height, plane.Width));
        Assert.Equal(oracle.Sum, plane.Buffer.Sum(value => (double)value)); // the pixels the numbers are of
        return (oracle, plane);
    }
}
