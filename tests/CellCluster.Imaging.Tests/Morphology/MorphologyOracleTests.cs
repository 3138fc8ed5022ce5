using CellCluster.Imaging.Tests.Oracles;

namespace CellCluster.Imaging.Tests.Morphology;

public class MorphologyOracleTests
{
    public static TheoryData<int> Chances => [.. Enumerable.Range(0, MorphologyOracle.Recorded.Chance.Length)];

    public static TheoryData<int> Scenes => [.. Enumerable.Range(0, MorphologyOracle.Recorded.Scenes.Length)];

    [Theory]
    [MemberData(nameof(Chances))]
    public void Distance_OfChance_EqualsSciPy(int index)
    {
        ChanceOracle oracle = MorphologyOracle.Recorded.Chance[index];
        using Plane<byte> mask = oracle.MakeMask();
        using var distance = new Plane<float>(oracle.Height, oracle.Width);
        float largest = DistanceTransform.Apply(mask, distance);
        Assert.Equal(distance.Buffer.Max(), largest);
        if (oracle.SquaredDistance is { } expected)
        {
            Assert.Equal(expected, MorphologyOracle.Hash(distance.Buffer.Select(d => (long)Math.Round((double)d * d))));
            Assert.All(distance.Buffer, d => Assert.Equal((float)Math.Sqrt(Math.Round((double)d * d)), d));
        }
        else
        {
            Assert.All(distance.Buffer, d => Assert.Equal(float.PositiveInfinity, d));
        }
    }

    [Theory]
    [MemberData(nameof(Chances))]
    public void Watershed_OfChance_EqualsScikitImage(int index)
    {
        ChanceOracle oracle = MorphologyOracle.Recorded.Chance[index];
        using Plane<byte> mask = oracle.MakeMask();
        using Plane<float> heights = oracle.MakeHeights();
        using Plane<uint> labels = oracle.MakeMarkers();
        Watershed.Flood(heights, labels, mask, labels);
        Assert.Equal(oracle.Flooded[0], MorphologyOracle.Hash(labels));
        ShapeRows.AssertEqual(oracle.Shapes, labels);
        Assert.Equal(oracle.PeaksOfObjects, Points(LocalMaxima.Find(heights, 1, 0, labels)));
        using Plane<uint> markers = oracle.MakeMarkers();
        Watershed.Flood(heights, markers, mask, labels, Connectivity.EdgesAndCorners);
        Assert.Equal(oracle.Flooded[1], MorphologyOracle.Hash(labels));
    }

    [Theory]
    [MemberData(nameof(Chances))]
    public void Components_OfChance_EqualSciPyAndClearBorder(int index)
    {
        ChanceOracle oracle = MorphologyOracle.Recorded.Chance[index];
        using Plane<byte> mask = oracle.MakeMask();
        using var labels = new Plane<uint>(oracle.Height, oracle.Width);
        Assert.Equal(oracle.Components[0], ConnectedComponents.Label(mask, labels, Connectivity.Edges));
        Assert.Equal(oracle.ComponentHash[0], MorphologyOracle.Hash(labels));
        Assert.Equal(oracle.Components[1], ConnectedComponents.Label(mask, labels));
        Assert.Equal(oracle.ComponentHash[1], MorphologyOracle.Hash(labels));
        LabelCleaning.RemoveSmall(labels, 5);
        Assert.Equal(oracle.Small, MorphologyOracle.Hash(labels));
        ConnectedComponents.Label(mask, labels);
        LabelCleaning.ClearBorder(labels);
        Assert.Equal(oracle.Border, MorphologyOracle.Hash(labels));
    }

    [Theory]
    [MemberData(nameof(Chances))]
    public void Footprints_OfChance_EqualOpenCvAndScikitImage(int index)
    {
        ChanceOracle oracle = MorphologyOracle.Recorded.Chance[index];
        using Plane<byte> mask = oracle.MakeMask();
        using var result = new Plane<byte>(oracle.Height, oracle.Width);
        var found = new List<uint>();
        Action[] operations =
        [
            () => Erosion.Apply(mask, result, Footprint.Square(3)),
            () => Dilation.Apply(mask, result, Footprint.Disk(2)),
            () => Opening.Apply(mask, result, Footprint.Disk(2)),
            () => Closing.Apply(mask, result, Footprint.Square(5)),
        ];
        foreach (Action operation in operations)
        {
            operation();
            found.Add(MorphologyOracle.Hash(result.Buffer.Select(pixel => pixel != 0 ? 1L : 0)));
        }
        Assert.Equal(oracle.Operations, found);
        using Plane<float> heights = oracle.MakeHeights();
        using var eroded = new Plane<float>(oracle.Height, oracle.Width);
        Erosion.Apply(heights, eroded, Footprint.Disk(2));
        Assert.Equal(oracle.Grey, MorphologyOracle.Hash(eroded.Buffer.Select(value => (long)value)));
    }

    [Theory]
    [MemberData(nameof(Chances))]
    public void Peaks_OfChance_EqualScikitImage(int index)
    {
        ChanceOracle oracle = MorphologyOracle.Recorded.Chance[index];
        using Plane<float> heights = oracle.MakeHeights();
        Assert.Equal(oracle.Peaks, Points(LocalMaxima.Find(heights, 2, oracle.Levels / 2f)));
    }

    [Theory]
    [MemberData(nameof(Scenes))]
    public void Scene_OfTouchingDisks_EqualsScikitImageFromMaskToShapes(int index)
    {
        SceneOracle oracle = MorphologyOracle.Recorded.Scenes[index];
        using Plane<float> plane = ConstructedPlane.Plane(oracle.Height, oracle.Width, oracle.Seed, oracle.Disks, 0);
        using var mask = new Plane<byte>(oracle.Height, oracle.Width);
        ThresholdMask.Above(plane, 0.1f, mask);
        using var distance = new Plane<float>(oracle.Height, oracle.Width);
        Assert.Equal((float)oracle.Largest, DistanceTransform.Apply(mask, distance));
        using var labels = new Plane<uint>(oracle.Height, oracle.Width);
        ConnectedComponents.Label(mask, labels, Connectivity.EdgesAndCorners);
        IReadOnlyList<Peak> peaks = LocalMaxima.Find(distance, 4, 0, labels);
        Assert.Equal(oracle.Peaks, Points(peaks));
        using var markers = new Plane<uint>(oracle.Height, oracle.Width);
        for (int i = 0; i < peaks.Count; i++)
        {
            markers[peaks[i].Y, peaks[i].X] = (uint)i + 1;
        }
        foreach (ref float height in distance.Pixels)
        {
            height = -height;
        }
        Watershed.Flood(distance, markers, mask, labels);
        Assert.Equal(oracle.Flooded, MorphologyOracle.Hash(labels));
        ShapeRows.AssertEqual(oracle.Shapes, labels);
    }

    private static int[][] Points(IReadOnlyList<Peak> peaks) => [.. peaks.Select(peak => new[] { peak.Y, peak.X })];
}
