using System.Diagnostics;
using System.IO.Hashing;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace CellCluster.Imaging.Tests.VectorPaths;

/// <summary>The whole operations through their doors, in a child process for each path a processor may have: the same bits everywhere.</summary>
public class VectorPathTests
{
    private const string ExpectedWidth = "CELLCLUSTER_TEST_VECTOR_WIDTH";
    private const string ExpectedHash = "CELLCLUSTER_TEST_VECTOR_HASH";

    [Theory]
    [InlineData("DOTNET_EnableAVX512", 256)]
    [InlineData("DOTNET_EnableHWIntrinsic", 0)]
    public async Task Operations_PathTurnedOff_GiveTheSameBits(string setting, int width)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        string assembly = typeof(VectorPathTests).Assembly.Location;
        if (Path.GetFileNameWithoutExtension(start.FileName) == "dotnet")
        {
            start.ArgumentList.Add(assembly);
        }
        start.ArgumentList.Add("-method");
        start.ArgumentList.Add($"{typeof(VectorPathTests).FullName}.{nameof(Operations_OnThisPath_GiveTheHashOfTheirParent)}");
        foreach (string name in start.Environment.Keys.Where(key => key.StartsWith("TESTINGPLATFORM", StringComparison.Ordinal)).ToArray())
        {
            start.Environment.Remove(name); // the child is not a test host of the parent's run
        }
        start.Environment[setting] = "0";
        start.Environment[ExpectedWidth] = $"{Math.Min(width, Width())}";
        start.Environment[ExpectedHash] = $"{HashOfOperations()}";
        using Process child = Process.Start(start)!;
        Task<string> errors = child.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        string output = await child.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await child.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(child.ExitCode == 0, $"exit code {child.ExitCode}: {output} {await errors}");
        Assert.Contains("Total: 1,", output, StringComparison.Ordinal);
    }

    /// <summary>In a child: the path is really off, and the bits are the parent's. By itself: the operations end.</summary>
    [Fact]
    public void Operations_OnThisPath_GiveTheHashOfTheirParent()
    {
        ulong hash = HashOfOperations();
        if (Environment.GetEnvironmentVariable(ExpectedWidth) is { } width)
        {
            Assert.Equal(width, $"{Width()}");
            Assert.Equal(Environment.GetEnvironmentVariable(ExpectedHash), $"{hash}");
        }
    }

    private static int Width() => Vector512.IsHardwareAccelerated ? 512 : Vector256.IsHardwareAccelerated ? 256 : 0;

    private static ulong HashOfOperations()
    {
        var hash = new XxHash64();
        foreach (float[] pixels in EdgePixels.All().Where(pixels => pixels.Length > 0))
        {
            Histogram histogram = Histogram.Of(pixels);
            Add(histogram.Counts);
            Add(Histogram.Of(pixels, 0, 300).Counts);
            double[] numbers = new double[5];
            Quantiles.Of(pixels, [0, 0.3, 0.5, 1], numbers.AsSpan(0, 4));
            numbers[4] = PixelStatistics.Sum(pixels, out _);
            Add<double>(numbers);
            foreach (LevelMethod method in new[] { LevelMethod.Mean, LevelMethod.Isodata, LevelMethod.Li })
            {
                Add<float>([GlobalThreshold.Find(histogram, method).Value]);
            }
        }
        foreach (Plane<float> plane in EdgePixels.Planes())
        {
            using var result = new Plane<float>(plane.Height, plane.Width);
            using var mask = new Plane<byte>(plane.Height, plane.Width);
            foreach (double sigma in new[] { 0.5, 2, 18.3 })
            {
                GaussianBlur.Apply(plane, sigma, result);
                Add<float>(result.Pixels);
            }
            LocalThreshold.Mask(plane, 11, 0.25f, mask);
            Add<byte>(mask.Pixels);
            using var labels = new Plane<uint>(plane.Height, plane.Width);
            ConnectedComponents.Label(mask, labels);
            Add<uint>(labels.Pixels);
            LocalThreshold.Residual(plane, 11, result);
            Add<float>(result.Pixels);
            IlluminationFlattening.Apply(plane, 6, result);
            Add<float>(result.Pixels);
            AddBackgrounds(plane, result);
            result.Pixels.Clear();
            AddBackgrounds(result, result);
            plane.Dispose();
        }
        return hash.GetCurrentHashAsUInt64();

        void AddBackgrounds(Plane<float> source, Plane<float> result)
        {
            using Plane<float> kept = new(source.Height, source.Width, [.. source.Buffer]);
            foreach (BallSense sense in new[] { BallSense.Apex, BallSense.Opening })
            {
                RollingBall.Background(kept, new Ball(9, 0.3), sense, result);
                Add<float>(result.Pixels);
                RollingBall.FastBackground(kept, new Ball(13, 0.3), sense, 2, result);
                Add<float>(result.Pixels);
            }
        }

        // Every NaN is one number: which of its bit patterns comes out is the processor's business.
        void Add<T>(ReadOnlySpan<T> values)
            where T : unmanaged
        {
            T[] copy = values.ToArray();
            for (int i = 0; i < copy.Length; i++)
            {
                copy[i] = copy[i] is float.NaN or double.NaN ? default : copy[i];
            }
            hash.Append(MemoryMarshal.AsBytes<T>(copy));
        }
    }
}
