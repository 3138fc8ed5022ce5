using CsCheck;
using static CellCluster.Imaging.Tests.Codecs.PlaneValues;

namespace CellCluster.Imaging.Tests.Codecs;

/// <summary>Any storage of the same numbers gives the same plane.</summary>
public class TiffReadPropertyTests
{
    private static readonly int[] s_sizes = [1, 2, 3, 15, 16, 17, 33];
    private static readonly (int Bits, int Format)[] s_types = [(1, 1), (2, 1), (4, 1), (8, 1), (12, 1), (16, 1), (32, 1), (32, 3)];

    private static readonly Gen<TestTiff> s_tiffs =
        from height in OneOf(s_sizes)
        from width in OneOf(s_sizes)
        from type in OneOf(s_types)
        from samples in Gen.Int[1, 4]
        from planar in Gen.Bool
        from bigEndian in Gen.Bool
        from big in Gen.Bool
        from rows in Gen.Int[1, 40]
        from tile in OneOf(0, 0, 16, 32)
        from compression in OneOf(1, 8, 32946, 32773)
        from predicted in Gen.Bool
        from seed in Gen.Int
        select new TestTiff
        {
            Height = height,
            Width = width,
            Bits = type.Bits,
            SampleFormat = type.Format,
            Samples = samples,
            Planar = planar,
            BigEndian = bigEndian,
            Big = big,
            RowsPerStrip = rows,
            Tile = tile,
            Compression = compression,
            Predictor = predicted && compression is 8 or 32946 && type.Bits is 8 or 16 or 32 ? (type.Format == 3 ? 3 : 2) : 1,
            Value = (y, x, s) => Scramble(y, x, s, seed) >> (32 - type.Bits),
        };

    [Fact]
    public void Channels_OfAnyStorage_AreTheNumbersWritten() => s_tiffs.Sample(
        tiff =>
        {
            byte[] file = tiff.Build();
            for (int s = 0; s < tiff.Samples; s++)
            {
                (_, int height, int width, uint[] values) = Read(file, new ReadOptions { Channel = s });
                Assert.Equal((tiff.Height, tiff.Width), (height, width));
                uint scale = tiff.Bits < 8 ? 255u / ((1u << tiff.Bits) - 1) : 1;
                for (int i = 0; i < values.Length; i++)
                {
                    Assert.Equal(tiff.Value(i / width, i % width, s) * scale, values[i]);
                }
            }
        },
        iter: 800,
        seed: "0000codecs01",
        threads: 1,
        print: t => t.ToString());

    private static Gen<T> OneOf<T>(params T[] values) => Gen.Int[0, values.Length - 1].Select(i => values[i]);

    private static uint Scramble(int y, int x, int s, int seed)
    {
        uint h = (uint)((y * 73856093) ^ (x * 19349663) ^ (s * 83492791) ^ seed);
        h ^= h >> 16;
        h *= 0x7feb352d;
        h ^= h >> 15;
        h *= 0x846ca68b;
        return h ^ (h >> 16);
    }
}
