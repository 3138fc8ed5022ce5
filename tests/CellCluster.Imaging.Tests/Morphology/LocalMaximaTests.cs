using CellCluster.Imaging.Tests.Oracles;

namespace CellCluster.Imaging.Tests.Morphology;

public class LocalMaximaTests
{
    [Fact]
    public void Find_TwoPeaksCloserThanTheDistance_KeepsTheHigher()
    {
        using var plane = new Plane<float>(1, 9, [0, 5, 0, 6, 0, 0, 0, 4, 0]);
        Assert.Equal([(3, 6f), (1, 5f), (7, 4f)], Found(plane, 1));
        Assert.Equal([(3, 6f), (7, 4f)], Found(plane, 2));
        Assert.Equal([(3, 6f)], Found(plane, 4));
    }

    [Fact]
    public void Find_Plateau_KeepsItsFirstPixelsApart()
    {
        using var plane = new Plane<float>(1, 9, [0, 7, 7, 7, 7, 7, 7, 7, 0]);
        Assert.Equal([(1, 7f), (4, 7f), (7, 7f)], Found(plane, 3));
    }

    [Fact]
    public void Find_ConstantPlane_HasNone() => Assert.Empty(Found(Constant(5, 40, 3), 2));

    [Fact]
    public void Find_SinglePixelPlane_IsAPeakAboveTheLevel()
    {
        Assert.Single(Found(Constant(1, 1, 3), 2));
        Assert.Empty(LocalMaxima.Find(Constant(1, 1, 3), 2, 3));
    }

    [Fact]
    public void Find_NotANumber_IsNoPeakAndHidesNone()
    {
        using var plane = new Plane<float>(1, 5, [float.NaN, 2, float.NaN, 1, float.NaN]);
        Assert.Equal([(1, 2f), (3, 1f)], Found(plane, 1));
        Assert.Empty(Found(Constant(9, 9, float.NaN), 1));
    }

    [Fact]
    public void Find_ExcludedBorder_DropsItsPeaks()
    {
        using var plane = new Plane<float>(5, 5);
        plane[0, 2] = 3;
        plane[2, 2] = 1;
        Assert.Equal([new Peak(2, 2, 1)], LocalMaxima.Find(plane, 1, 0, null, 1));
    }

    [Fact]
    public void Find_ObjectsThatTouch_DoNotHideEachOther()
    {
        using var plane = new Plane<float>(3, 6, [1, 2, 1, 9, 8, 1, 1, 3, 1, 8, 8, 1, 1, 2, 1, 1, 1, 1]);
        using Plane<uint> labels = DrawnMask.Labels("111222", "111222", "111222");
        Assert.Equal([new Peak(1, 1, 3), new Peak(0, 3, 9)], LocalMaxima.Find(plane, 3, 0, labels));
    }

    [Fact]
    public void Mark_FlatObject_IsOneMarker()
    {
        using Plane<uint> labels = DrawnMask.Labels("11.22", "11.22", "11.22");
        using var markers = new Plane<uint>(3, 5);
        Assert.Equal(2, LocalMaxima.Mark(Constant(3, 5, 1), 1, 0, labels, markers));
        Assert.Equal(labels.Buffer, markers.Buffer);
        Assert.Equal(0, LocalMaxima.Mark(Constant(3, 5, 1), 1, 1, labels, markers));
    }

    [Fact]
    public void Find_DistanceBelowOne_IsRefused() => Assert.Throws<ArgumentOutOfRangeException>(() => Found(Constant(2, 2, 0), 0));

    private static (int X, float Value)[] Found(Plane<float> plane, int distance) => [.. LocalMaxima.Find(plane, distance, 0).Select(peak => (peak.X, peak.Value))];

    private static Plane<float> Constant(int height, int width, float value)
    {
        var plane = new Plane<float>(height, width);
        plane.Pixels.Fill(value);
        return plane;
    }

    [Fact]
    public void Find_CombAndWideWindow_EndsAndFindsTheFirstTooth()
    {
        using var comb = new Plane<float>(1200, 1100);
        using var labels = new Plane<uint>(1200, 1100);
        labels.Pixels.Fill(1);
        for (int i = 0; i < comb.PixelCount; i++)
        {
            comb.Pixels[i] = i / 1100 % 2 == 0 && i % 1100 % 2 == 0 ? 1 : 0;
        }
        foreach (Plane<uint>? objects in new[] { null, labels })
        {
            IReadOnlyList<Peak> peaks = LocalMaxima.Find(comb, 400, 0, objects); // tooth by tooth: 2e11 looks
            Assert.Equal([(0, 0), (0, 400), (0, 800), (400, 0), (400, 400), (400, 800), (800, 0), (800, 400), (800, 800)], peaks.Select(peak => (peak.Y, peak.X)));
        }
    }

    [Theory]
    [InlineData(60, 71, 9)]
    [InlineData(1, 300, 40)]
    [InlineData(300, 1, 1000)]
    [InlineData(33, 17, 16)]
    public void Mark_CombsOfEveryKind_AreWhatTheDefinitionSays(int height, int width, int radius)
    {
        int[] noise = ConstructedPlane.Lcg((uint)radius, height * width);
        foreach (int levels in new[] { 1, 2, 40 })
        {
            using var plane = new Plane<float>(height, width, [.. noise.Select((value, i) => value % 61 == 0 ? float.NaN : i % 2 == 0 ? (value / 64 % levels) - 1 : -3f)]);
            using var labels = new Plane<uint>(height, width, [.. noise.Select((value, i) => (uint)(i % width / 8 % 3))]);
            foreach (Plane<uint>? objects in new[] { null, labels })
            {
                using var mask = new Plane<byte>(height, width);
                using var expected = new Plane<uint>(height, width);
                using var markers = new Plane<uint>(height, width);
                for (int i = 0; i < plane.PixelCount; i++)
                {
                    mask.Pixels[i] = IsMaximum(plane, objects, i / width, i % width, radius) ? (byte)1 : (byte)0;
                }
                Assert.Equal(ConnectedComponents.Label(mask, expected), LocalMaxima.Mark(plane, radius, -2, objects, markers));
                Assert.Equal(expected.Buffer, markers.Buffer);
            }
        }
    }

    private static bool IsMaximum(Plane<float> plane, Plane<uint>? labels, int y, int x, int radius)
    {
        float value = plane[y, x];
        bool inside = y >= radius && x >= radius && y < plane.Height - radius && x < plane.Width - radius;
        if (!(value > -2) || (labels is null ? !inside && value < 0 : labels[y, x] == 0))
        {
            return false;
        }
        for (int row = Math.Max(0, y - radius); row <= Math.Min(plane.Height - 1, y + radius); row++)
        {
            for (int column = Math.Max(0, x - radius); column <= Math.Min(plane.Width - 1, x + radius); column++)
            {
                if (plane[row, column] > value && (labels is null || labels[row, column] == labels[y, x]))
                {
                    return false;
                }
            }
        }
        return true;
    }
}
