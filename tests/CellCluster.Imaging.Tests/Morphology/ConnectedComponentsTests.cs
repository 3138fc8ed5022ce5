namespace CellCluster.Imaging.Tests.Morphology;

public class ConnectedComponentsTests
{
    [Fact]
    public void Label_ByHand_NumbersByFirstPixelAndJoinsCorners()
    {
        using var mask = new Plane<byte>(4, 5, [
            0, 0, 0, 1, 0,
            9, 0, 0, 0, 1,
            0, 9, 0, 0, 0,
            0, 0, 0, 1, 1]);
        using var labels = new Plane<uint>(4, 5);
        Assert.Equal(3, ConnectedComponents.Label(mask, labels));
        Assert.Equal([0u, 0, 0, 1, 0, 2, 0, 0, 0, 1, 0, 2, 0, 0, 0, 0, 0, 0, 3, 3], labels.Buffer);
    }

    [Fact]
    public void Label_MoreThan65535Components_DoesNotOverflow()
    {
        using var mask = new Plane<byte>(600, 600);
        for (int y = 0; y < 600; y += 2)
        {
            for (int x = 0; x < 600; x += 2)
            {
                mask[y, x] = 255;
            }
        }
        using var labels = new Plane<uint>(600, 600);
        Assert.Equal(90_000, ConnectedComponents.Label(mask, labels));
        Assert.Equal(90_000u, labels[598, 598]);
        Assert.Equal(301u, labels[2, 0]);
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(255, 1)]
    public void Label_OnePixel_CountsIt(byte value, int expected)
    {
        using var mask = new Plane<byte>(1, 1, [value]);
        using var labels = new Plane<uint>(1, 1);
        Assert.Equal(0, HoleFilling.Fill(mask));
        Assert.Equal(expected, ConnectedComponents.Label(mask, labels));
    }

    [Fact]
    public void HoleFilling_DiagonalGap_IsAHole()
    {
        // Background reaches the border through a corner only: closed, because background joins at edges.
        using var mask = new Plane<byte>(4, 4, [
            0, 1, 0, 0,
            1, 0, 1, 0,
            0, 1, 0, 0,
            0, 0, 0, 0]);
        Assert.Equal(1, HoleFilling.Fill(mask));
        Assert.Equal(255, mask[1, 1]);
    }
}
