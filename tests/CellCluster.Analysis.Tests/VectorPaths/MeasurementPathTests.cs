using System.Diagnostics;
using System.IO.Hashing;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using CellCluster.Analysis.Tests.Metrics;
using CellCluster.Analysis.Tests.Oracles;
using CellCluster.Imaging;

namespace CellCluster.Analysis.Tests.VectorPaths;

/// <summary>Measurements and quality in a child process for each path a processor may have: the same bits everywhere.</summary>
public class MeasurementPathTests
{
    private const string ExpectedWidth = "CELLCLUSTER_TEST_MEASUREMENT_WIDTH";
    private const string ExpectedHash = "CELLCLUSTER_TEST_MEASUREMENT_HASH";

    [Theory]
    [InlineData("DOTNET_EnableAVX512", 256)]
    [InlineData("DOTNET_EnableHWIntrinsic", 0)]
    public async Task Measurements_PathTurnedOff_GiveTheSameBits(string setting, int width)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        if (Path.GetFileNameWithoutExtension(start.FileName) == "dotnet")
        {
            start.ArgumentList.Add(typeof(MeasurementPathTests).Assembly.Location);
        }
        start.ArgumentList.Add("-method");
        start.ArgumentList.Add($"{typeof(MeasurementPathTests).FullName}.{nameof(Measurements_OnThisPath_GiveTheHashOfTheirParent)}");
        foreach (string name in start.Environment.Keys.Where(key => key.StartsWith("TESTINGPLATFORM", StringComparison.Ordinal)).ToArray())
        {
            start.Environment.Remove(name); // the child is not a test host of the parent's run
        }
        start.Environment[setting] = "0";
        start.Environment[ExpectedWidth] = $"{Math.Min(width, Width())}";
        start.Environment[ExpectedHash] = $"{Hash()}";
        using Process child = Process.Start(start)!;
        Task<string> errors = child.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        string output = await child.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await child.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(child.ExitCode == 0, $"exit code {child.ExitCode}: {output} {await errors}");
        Assert.Contains("Total: 1,", output, StringComparison.Ordinal);
    }

    /// <summary>In a child: the path is really off, and the bits are the parent's. By itself: the measurements end.</summary>
    [Fact]
    public void Measurements_OnThisPath_GiveTheHashOfTheirParent()
    {
        ulong hash = Hash();
        if (Environment.GetEnvironmentVariable(ExpectedWidth) is { } width)
        {
            Assert.Equal(width, $"{Width()}");
            Assert.Equal(Environment.GetEnvironmentVariable(ExpectedHash), $"{hash}");
        }
    }

    private static int Width() => Vector512.IsHardwareAccelerated ? 512 : Vector256.IsHardwareAccelerated ? 256 : 0;

    private static ulong Hash()
    {
        var numbers = new List<double>();
        foreach (FieldOracle oracle in MeasurementOracle.Recorded.Fields)
        {
            using Plane<uint> nuclei = oracle.Labels();
            using Plane<uint> golgi = ConstructedField.Labels(oracle.Height, oracle.Width, oracle.Seed + 1, 30);
            using Plane<float> plane = oracle.Plane();
            plane.Pixels[plane.PixelCount / 2] = float.NaN;
            FieldMeasurements field = FieldMeasurement.Of(
                [DrawnSegmentation.Of(Organelle.Nuclei, nuclei, plane), DrawnSegmentation.Of(Organelle.Er, golgi, plane), DrawnSegmentation.Of(Organelle.Golgi, golgi, plane)], 0.5);
            numbers.AddRange(field.Organelles.SelectMany(row => FieldMetricColumns.All.Select(column => column.Value(row))));
            numbers.AddRange(field.Objects.SelectMany(table => table.Objects).SelectMany(row => ObjectColumns.All.Select(column => column.Value(row))));
            numbers.AddRange(field.Objects[1].Parents!.SelectMany(row => ObjectColumns.Parent.Select(column => column.Value(row))));
            numbers.AddRange(field.Cells.SelectMany(row => CellColumns.All.Select(column => column.Value(row))));
            using var words = new Plane<ushort>(oracle.Height, oracle.Width, Array.ConvertAll(oracle.Plane().Buffer, pixel => (ushort)(pixel * 1024)));
            using var bytes = new Plane<byte>(oracle.Height, oracle.Width, Array.ConvertAll(words.Buffer, pixel => (byte)(pixel / 32)));
            foreach (PlaneQuality quality in (PlaneQuality[])[PlaneQuality.Of(plane), PlaneQuality.Of(words), PlaneQuality.Of(bytes)])
            {
                numbers.AddRange([quality.Minimum, quality.Maximum, quality.Mean, quality.Focus, quality.LocalFocus, quality.Gradient, quality.StructuredShare, quality.PowerSlope]);
            }
        }
        // Every NaN is one number: which of its bit patterns comes out is the processor's business.
        double[] copy = [.. numbers.Select(number => double.IsNaN(number) ? double.NegativeZero : number)];
        return XxHash64.HashToUInt64(MemoryMarshal.AsBytes<double>(copy));
    }
}
