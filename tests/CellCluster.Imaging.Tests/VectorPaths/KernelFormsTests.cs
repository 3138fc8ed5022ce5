namespace CellCluster.Imaging.Tests.VectorPaths;

/// <summary>Every form of every kernel, called directly: the wide ones give the bits of the scalar one.</summary>
public class KernelFormsTests
{
    [Fact]
    public void Range_AllForms_Agree()
    {
        foreach (float[] pixels in EdgePixels.All())
        {
            PixelRange expected = PixelStatistics.RangeScalar(pixels);
            AssertSame(expected, PixelStatistics.Range512(pixels));
            AssertSame(expected, PixelStatistics.Range256(pixels));
        }

        static void AssertSame(PixelRange expected, PixelRange found)
        {
            Assert.Equal(expected, found);
            Assert.Equal(BitConverter.SingleToInt32Bits(expected.Minimum), BitConverter.SingleToInt32Bits(found.Minimum));
            Assert.Equal(BitConverter.SingleToInt32Bits(expected.Maximum), BitConverter.SingleToInt32Bits(found.Maximum));
        }
    }

    [Theory]
    [InlineData(float.NegativeInfinity, float.MaxValue, 0f)]
    [InlineData(0.5f, float.MaxValue, 0f)]
    [InlineData(30_000f, float.MaxValue, 12.5f)]
    [InlineData(0.1f, 20_000f, -3f)]
    [InlineData(float.NaN, float.MaxValue, 0f)]
    public void SumWithin_AllForms_GiveTheSameBits(float level, float upTo, float origin)
    {
        foreach (float[] pixels in EdgePixels.All())
        {
            double expected = PixelStatistics.SumWithinScalar(pixels, level, upTo, origin, out long count);
            Assert.Equal(BitConverter.DoubleToInt64Bits(expected), BitConverter.DoubleToInt64Bits(PixelStatistics.SumWithin512(pixels, level, upTo, origin, out long count512)));
            Assert.Equal(BitConverter.DoubleToInt64Bits(expected), BitConverter.DoubleToInt64Bits(PixelStatistics.SumWithin256(pixels, level, upTo, origin, out long count256)));
            Assert.Equal((count, count), (count512, count256));
        }
    }

    [Fact]
    public void HistogramBins_AllForms_Agree()
    {
        int wide = 0;
        foreach (float[] pixels in EdgePixels.All())
        {
            foreach ((float minimum, float maximum) in new[] { (0f, 1f), (0f, 256f), (-30f, 35.5f), (1e6f, 1e6f + 128), (-3e38f, 3e38f), (0f, 1e-40f), (100f, 200f) })
            {
                float[] edges = [.. Enumerable.Range(0, 257).Select(i => (float)(minimum + (i * ((double)maximum - minimum) / 256)))];
                double margin = HistogramBins.Margin(edges);
                if (margin >= 0.05)
                {
                    continue; // the door takes the scalar form
                }
                wide++;
                long[] expected = new long[256];
                long[] found512 = new long[256];
                long[] found256 = new long[256];
                HistogramBins.CountScalar(pixels, edges, expected);
                HistogramBins.Count512(pixels, edges, (float)margin, found512);
                HistogramBins.Count256(pixels, edges, (float)margin, found256);
                Assert.Equal(expected, found512);
                Assert.Equal(expected, found256);
                Assert.Equal(pixels.Count(float.IsFinite), expected.Sum());
            }
        }
        Assert.InRange(wide, 500, 1000);
    }

    [Theory]
    [InlineData(0.5f)]
    [InlineData(42f)]
    [InlineData(float.NaN)]
    [InlineData(float.NegativeInfinity)]
    public void ThresholdMask_AllForms_Agree(float level)
    {
        foreach (float[] pixels in EdgePixels.All())
        {
            float[] surface = [.. pixels.Reverse()];
            byte[] expected = new byte[pixels.Length];
            byte[] found = new byte[pixels.Length];
            long count = ThresholdMask.AboveScalar(pixels, level, expected);
            Assert.Equal(count, ThresholdMask.Above512(pixels, level, found));
            Assert.Equal(expected, found);
            Array.Fill(found, (byte)7);
            Assert.Equal(count, ThresholdMask.Above256(pixels, level, found));
            Assert.Equal(expected, found);
            count = ThresholdMask.AboveSurfaceScalar(pixels, surface, level, expected);
            Assert.Equal(count, ThresholdMask.AboveSurface512(pixels, surface, level, found));
            Assert.Equal(expected, found);
            Array.Fill(found, (byte)7);
            Assert.Equal(count, ThresholdMask.AboveSurface256(pixels, surface, level, found));
            Assert.Equal(expected, found);
        }
    }

    [Fact]
    public void QuantileCounts_AllForms_Agree()
    {
        int[] expected = new int[65_536];
        int[] even = new int[65_536];
        int[] odd = new int[65_536];
        foreach (float[] pixels in EdgePixels.All())
        {
            Array.Clear(expected);
            Quantiles.CountHighScalar(pixels, expected);
            Array.Clear(even);
            Array.Clear(odd);
            Quantiles.CountHigh512(pixels, even, odd);
            AssertSum();
            Array.Clear(even);
            Array.Clear(odd);
            Quantiles.CountHigh256(pixels, even, odd);
            AssertSum();
            int bucket = Array.IndexOf(expected, expected.Max());
            Array.Clear(expected);
            Array.Clear(even);
            Array.Clear(odd);
            Quantiles.CountLowScalar(pixels, bucket, expected);
            Quantiles.CountLow512(pixels, bucket, even);
            Quantiles.CountLow256(pixels, bucket, odd);
            Assert.True(expected.AsSpan().SequenceEqual(even));
            Assert.True(expected.AsSpan().SequenceEqual(odd));
        }

        void AssertSum()
        {
            for (int i = 0; i < even.Length; i++)
            {
                odd[i] += even[i];
            }
            Assert.True(expected.AsSpan().SequenceEqual(odd));
        }
    }

    [Theory]
    [InlineData(1, 3)]
    [InlineData(1, 73)]
    [InlineData(64, 9)]
    public unsafe void SymmetricTaps_AllForms_GiveTheSameBits(int step, int radius)
    {
        const int Count = 4 * SymmetricTaps.BlockLength;
        float[] source = [.. Oracles.ConstructedPlane.Lcg(5, Count + (2 * radius * step)).Select(value => value / 7f)];
        source[source.Length / 2] = float.NaN;
        float[] weights = [.. Enumerable.Range(0, radius + 1).Select(k => 0.4f / (1 + (k * k)))];
        float[] expected = new float[Count];
        float[] found512 = new float[Count];
        float[] found256 = new float[Count];
        fixed (float* from = source, taps = weights, scalar = expected, wide = found512, half = found256)
        {
            SymmetricTaps.ApplyScalar(from + (radius * step), step, taps, radius, scalar, Count);
            SymmetricTaps.Apply512(from + (radius * step), step, taps, radius, wide, Count);
            SymmetricTaps.Apply256(from + (radius * step), step, taps, radius, half, Count);
        }
        Assert.Equal(expected, found512);
        Assert.Equal(expected, found256);
        Assert.Contains(expected, float.IsNaN);
    }

    [Fact]
    public void IlluminationGain_AllForms_GiveTheSameBits()
    {
        foreach (float[] pixels in EdgePixels.All())
        {
            float[] background = [.. pixels.Reverse().Select(Math.Abs)];
            float[] floored = [.. background];
            IlluminationSums expected = IlluminationGain.AddScalar(pixels, floored, 0.3f);
            float[] found = [.. background];
            Assert.Equal(expected, IlluminationGain.Add512(pixels, found, 0.3f));
            Assert.Equal(floored, found);
            background.CopyTo(found, 0);
            Assert.Equal(expected, IlluminationGain.Add256(pixels, found, 0.3f));
            Assert.Equal(floored, found);
            float[] flat = new float[pixels.Length];
            IlluminationGain.MultiplyScalar(pixels, floored, 1234.5, flat);
            IlluminationGain.Multiply512(pixels, floored, 1234.5, found);
            Assert.Equal(flat, found);
            IlluminationGain.Multiply256(pixels, floored, 1234.5, found);
            Assert.Equal(flat, found);
        }
    }
}
