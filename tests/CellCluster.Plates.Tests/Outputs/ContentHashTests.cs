using CellCluster.Imaging;

namespace CellCluster.Plates.Tests;

/// <summary>Expected values: Python, <c>hashlib.sha256(f"{type} {h} {w}\n".encode() + struct.pack(...))</c>.</summary>
public sealed class ContentHashTests
{
    [Fact]
    public void Hash_EveryType_IsThatOfTypeShapeAndLittleEndianPixels()
    {
        using var bytes = new Plane<byte>(2, 3, [1, 2, 3, 4, 5, 6]);
        using var words = new Plane<ushort>(2, 3, [1, 2, 3, 4, 5, 60000]);
        using var labels = new Plane<uint>(2, 3, [1, 2, 3, 4, 5, 70000]);
        using var floats = new Plane<float>(2, 3, [1, 2, 3, 4, 5, -0.5f]);
        Assert.Equal("910894acdfc12a6428a31d2fa5cefeca2d4501466f2509de46c6144cf3d5fe70", ContentHash.Of(bytes));
        Assert.Equal("5e29bfbfa01d129dbde9fd56e5137220670cdfdf1ea4d7b65b341f19ece89d53", ContentHash.Of(words));
        Assert.Equal("127a71828b3f734f828702e9306aa61780cef1959ba7e85ec9eaffc7f5da15b1", ContentHash.Of(labels));
        Assert.Equal("6d3073da2a241382877bfc3f8ffb41b69bf122af24f9c83649b83508ea5dbfb5", ContentHash.Of(floats));
    }

    [Fact]
    public void Hash_OtherShapeOfTheSamePixels_Differs()
    {
        using var turned = new Plane<byte>(3, 2, [1, 2, 3, 4, 5, 6]);
        Assert.Equal("a36f5831cb29045be22a325e2c2f16f673654e39a58939add840b429a228bbec", ContentHash.Of(turned));
    }

    [Fact]
    public void Hash_Text_IsThatOfItsUtf8() => Assert.Equal("9fc764c79580570d8df389da122d6c8eab778e9bb5c22dc5edeb306ee5aa9f0b", ContentHash.OfText("well,ä\n"));
}
