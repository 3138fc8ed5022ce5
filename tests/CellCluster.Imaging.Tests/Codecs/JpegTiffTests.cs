using static CellCluster.Imaging.Tests.Codecs.PlaneValues;

namespace CellCluster.Imaging.Tests.Codecs;

public class JpegTiffTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void JpegRamp_Read_IsNearTheRamp(bool colour)
    {
        byte[] file = TestJpegTiff.Build(41, 33, colour);
        Assert.Equal("jpeg", ImageFile.ReadHeader(file, "image").Compression);
        (PixelType type, int height, int width, uint[] values) = Read(file, new ReadOptions { Channel = 0 });
        Assert.Equal((PixelType.UInt8, 41, 33), (type, height, width));
        for (int i = 0; i < values.Length; i++)
        {
            Assert.InRange((int)values[i] - ((i / width) + (2 * (i % width))), -6, 6); // quality 75 quantises by at most about this
        }
    }
}
