using static CellCluster.Imaging.Tests.Codecs.PlaneValues;

namespace CellCluster.Imaging.Tests.Codecs;

/// <summary>Damaged and hostile TIFFs end in one clear error, soon and without memory.</summary>
public class TiffDamageTests
{
    private const int Width = 256;
    private const int Length = 257;
    private const int Offsets = 273;
    private const int Rows = 278;
    private const int Counts = 279;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void PageChain_WithLoop_IsCorrupt(bool big)
    {
        byte[] file = TestTiff.Build(new TestTiff { Big = big }, new TestTiff());
        int first = big ? 16 : 8;
        int next = first + (big ? 8 + (12 * 20) : 2 + (12 * 12));
        byte[] selfLoop = [.. file];
        BitConverter.GetBytes(first).CopyTo(selfLoop, next);
        ImageFormatException refusal = Refusal(selfLoop);
        Assert.Equal(ImageFault.Corrupt, refusal.Code);
        Assert.Contains("loop", refusal.Message);
    }

    [Fact]
    public void Pages_AboveTheLimit_AreTooLarge()
    {
        byte[] file = TestTiff.Build([.. Enumerable.Repeat(new TestTiff(), 11)]);
        Assert.Equal(11, ImageFile.ReadHeader(file, "image").PageCount);
        Assert.Equal(ImageFault.TooLarge, Refusal(file, new ReadOptions { Limits = new ImageLimits { LargestPageCount = 10 } }).Code);
    }

    [Theory]
    [InlineData(Width, 2_000_000_000, ImageFault.TooLarge)]
    [InlineData(Length, -1, ImageFault.Corrupt)]
    [InlineData(Length, 60_000_000, ImageFault.Corrupt)] // 30 million strips would be needed, 2 offsets are there
    [InlineData(Width, 0, ImageFault.Corrupt)]
    [InlineData(Length, 0, ImageFault.Corrupt)]
    [InlineData(Rows, 0, ImageFault.Corrupt)]
    public void Size_AbsurdOrZero_IsRefusedBeforeMemoryIsTaken(int tag, int value, ImageFault expected)
    {
        byte[] file = new TestTiff().Build();
        Entry(file, tag, value);
        Refusal(file);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Equal(expected, Refusal(file).Code);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 200_000);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(8)]
    [InlineData(5)]
    [InlineData(7)]
    [InlineData(32773)]
    public void OneStrip_ClaimingMorePixelsThanItsDataCanHold_IsTruncated(int compression)
    {
        byte[] file = new TestTiff { RowsPerStrip = 3, Compression = compression is 5 or 7 ? 1 : compression }.Build();
        Entry(file, 259, compression);
        Entry(file, Width, 20_000);
        Entry(file, Length, 20_000);
        Entry(file, Rows, 20_000);
        Refusal(file);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Equal(ImageFault.Truncated, Refusal(file).Code);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 200_000);
    }

    [Theory]
    [InlineData(Offsets, 1_000_000, ImageFault.Truncated)]
    [InlineData(Offsets, -1, ImageFault.Truncated)]
    [InlineData(Offsets, 0, ImageFault.Corrupt)]
    [InlineData(Counts, 0, ImageFault.Corrupt)]
    [InlineData(Counts, 14, ImageFault.Truncated)]
    public void Strip_OutsideTheFileOrTooShort_IsRefused(int tag, int value, ImageFault expected)
    {
        byte[] file = new TestTiff { RowsPerStrip = 3 }.Build();
        Entry(file, tag, value);
        Assert.Equal(expected, Refusal(file).Code);
    }

    [Fact]
    public void Strip_CountedLongerThanTheFile_IsReadWhenItsPixelsAreThere()
    {
        byte[] file = new TestTiff { RowsPerStrip = 3 }.Build();
        Entry(file, Counts, 99);
        Assert.Equal(15, Read(file).Values.Length);
    }

    [Fact]
    public void Values_OverlappingToManyTimesTheFile_AreCorrupt()
    {
        byte[] file = new TestTiff { Description = new byte[400], Palette = new ushort[768], Photometric = 3 }.Build();
        // every entry becomes a text that is almost the whole file
        for (int at = 10; at < 10 + (14 * 12); at += 12)
        {
            BitConverter.GetBytes((ushort)2).CopyTo(file, at + 2);
            BitConverter.GetBytes(file.Length - 20).CopyTo(file, at + 4);
            BitConverter.GetBytes(8).CopyTo(file, at + 8);
        }
        Assert.Equal(ImageFault.Corrupt, Refusal(file).Code);
    }

    [Theory]
    [InlineData("", ImageFault.NotAnImage)]
    [InlineData("II", ImageFault.NotAnImage)]
    [InlineData("GIF89a..", ImageFault.NotAnImage)]
    [InlineData("II*\0", ImageFault.Truncated)]
    [InlineData("II*\0\0\0\0\0", ImageFault.Corrupt)]
    [InlineData("MM\0+\0\x08\0\0", ImageFault.Truncated)]
    public void Head_OfOtherContent_SaysWhatWasFound(string head, ImageFault expected)
    {
        byte[] file = System.Text.Encoding.Latin1.GetBytes(head);
        ImageFormatException refusal = Refusal(file);
        Assert.Equal(expected, refusal.Code);
        Assert.StartsWith("image: ", refusal.Message);
        Assert.NotEmpty(refusal.Found);
        Assert.NotEmpty(refusal.Expected);
    }

    // Sets the first value of an entry of a classic little-endian file; the value of a 16-bit type keeps its low half.
    private static void Entry(byte[] file, int tag, int value)
    {
        for (int at = 10; ; at += 12)
        {
            if (BitConverter.ToUInt16(file, at) == tag)
            {
                int count = BitConverter.ToUInt16(file, at + 2) == 3 ? 2 : 4;
                BitConverter.GetBytes(value).AsSpan(0, count).CopyTo(file.AsSpan(at + 8));
                return;
            }
        }
    }
}
