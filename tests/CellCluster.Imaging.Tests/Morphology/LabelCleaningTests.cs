using CellCluster.Imaging.Tests.Oracles;

namespace CellCluster.Imaging.Tests.Morphology;

public class LabelCleaningTests
{
    [Fact]
    public void Relabel_Twice_ChangesNothing()
    {
        using Plane<uint> labels = DrawnMask.Labels("7.3.", "7.33", "..9.");
        Assert.Equal(3, LabelCleaning.Relabel(labels));
        Assert.Equal(DrawnMask.Labels("1.2.", "1.22", "..3.").Buffer, labels.Buffer);
        uint[] before = [.. labels.Buffer];
        Assert.Equal(3, LabelCleaning.Relabel(labels));
        Assert.Equal(before, labels.Buffer);
    }

    [Fact]
    public void RemoveSmall_ByCount_KeepsObjectsOfExactlySoMany()
    {
        using Plane<uint> labels = DrawnMask.Labels("1.22", "3.2.", "3...");
        Assert.Equal(1, LabelCleaning.RemoveSmall(labels, 3));
        Assert.Equal(DrawnMask.Labels("..11", "..1.", "....").Buffer, labels.Buffer);
    }

    [Fact]
    public void ClearBorder_WithMargin_DropsWhatReachesIntoIt()
    {
        string[] drawn = ["......", ".2..1.", "...11.", "......", "......"];
        using Plane<uint> first = DrawnMask.Labels(drawn);
        Assert.Equal(2, LabelCleaning.ClearBorder(first));
        using Plane<uint> second = DrawnMask.Labels(drawn);
        Assert.Equal(0, LabelCleaning.ClearBorder(second, 2));
        Assert.Equal(0, LabelCleaning.ClearBorder(DrawnMask.Labels("1")));
    }

    [Fact]
    public void Relabel_IdFarAbove_IsWhatTheOthersAskFor()
    {
        using var labels = new Plane<uint>(2, 3, [0, 4_000_000_000, 0, 1, uint.MaxValue, 1]);
        ArgumentException error = Assert.Throws<ArgumentException>(() => LabelCleaning.RemoveSmall(labels, 1));
        Assert.Contains("4294967295", error.Message, StringComparison.Ordinal);
        Assert.Contains("Relabel", error.Message, StringComparison.Ordinal);
        Assert.Equal(3, LabelCleaning.Relabel(labels));
        Assert.Equal([0, 1, 0, 2, 3, 2], labels.Buffer);
        Assert.Equal(3, LabelCleaning.Relabel(labels));
    }

    [Fact]
    public void HoleFilling_LargestHole_LeavesLargerOnesOpen()
    {
        using var mask = new Plane<byte>(3, 7, [1, 1, 1, 1, 1, 1, 1, 1, 0, 1, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1, 1]);
        Assert.Equal(1, HoleFilling.Fill(mask, 1));
        Assert.Equal([255, 255, 255, 0, 0, 255, 255], mask.Row(1).ToArray());
        Assert.Equal(2, HoleFilling.Fill(mask));
        Assert.All(mask.Buffer, pixel => Assert.Equal(255, pixel));
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 1)]
    public void Constant_Masks_HaveNoHoles(byte value, int components)
    {
        foreach ((int height, int width) in new[] { (1, 1), (1, 64), (3, 63), (3, 128), (5, 65), (64, 1) })
        {
            using var mask = new Plane<byte>(height, width);
            mask.Pixels.Fill(value);
            using var labels = new Plane<uint>(height, width);
            Assert.Equal(components, ConnectedComponents.Label(mask, labels));
            Assert.All(labels.Buffer, id => Assert.Equal((uint)components, id));
            Assert.Equal(0, HoleFilling.Fill(mask));
        }
    }

    [Fact]
    public void OpeningAndClosing_Twice_ChangeNothing()
    {
        foreach (Footprint footprint in new[] { Footprint.Square(3), Footprint.Square(5), Footprint.Disk(1), Footprint.Disk(3) })
        {
            using Plane<byte> mask = ConstructedPlane.Mask(50, 67, 8, 0.8);
            using var once = new Plane<byte>(50, 67);
            using var twice = new Plane<byte>(50, 67);
            Opening.Apply(mask, once, footprint);
            Opening.Apply(once, twice, footprint);
            Assert.Equal(once.Buffer, twice.Buffer);
            Closing.Apply(mask, once, footprint);
            Closing.Apply(once, twice, footprint);
            Assert.Equal(once.Buffer, twice.Buffer);
        }
    }

    [Fact]
    public void Footprint_EvenSquareOrOtherType_IsRefused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => Footprint.Square(4));
        Assert.Throws<ArgumentException>(() => Erosion.Apply(new Plane<byte>(3, 3), new Plane<float>(3, 3), Footprint.Disk(1)));
    }

    [Fact]
    public void MaskBits_AllForms_Agree()
    {
        foreach (byte[] pixels in Enumerable.Range(0, 200).Select(seed => Array.ConvertAll(ConstructedPlane.Lcg((uint)seed, 64), value => (byte)(value % 7 == 0 ? 0 : value))))
        {
            ulong expected = MaskBits.NonZeroScalar(pixels);
            Assert.Equal(expected, MaskBits.NonZero512(pixels));
            Assert.Equal(expected, MaskBits.NonZero256(pixels));
            Assert.Equal(expected & 0x7FFF, MaskBits.NonZero(pixels.AsSpan(0, 15)));
        }
    }
}
