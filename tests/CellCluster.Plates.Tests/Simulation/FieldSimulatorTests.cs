using CellCluster.Imaging;
using CellCluster.Plates.Simulation;

namespace CellCluster.Plates.Tests.Simulation;

public sealed class FieldSimulatorTests
{
    private static readonly WellId s_well = new(1, 1);
    private static readonly FieldIndex s_field = new(1);
    private static readonly SimulationOptions s_small = new() { HeightPx = 160, WidthPx = 192 };

    [Fact]
    public void Planes_AnyField_HaveTheSizeAskedFor()
    {
        using SimulatedField field = Simulate(s_small);
        foreach (Plane plane in new Plane[] { field.TransmittedLight, field.Nuclei, field.Er, field.Golgi, field.NucleusLabels })
        {
            Assert.Equal((160, 192), (plane.Height, plane.Width));
        }
    }

    [Fact]
    public void NucleusLabels_AnyField_NumberTheCellsWithoutHoles()
    {
        using SimulatedField field = Simulate(s_small);
        uint[] ids = [.. field.NucleusLabels.Buffer.Distinct().Where(static id => id != 0).Order()];
        Assert.True(field.CellCount > 3);
        Assert.Equal(Enumerable.Range(1, field.CellCount).Select(static id => (uint)id), ids);
    }

    [Fact]
    public void NucleusLabels_HalfOfAField_HoldFewerCellsThanTheWhole()
    {
        // Cells outside the frame count for nothing: a narrow field shows fewer than a wide one of the same density.
        using SimulatedField wide = Simulate(s_small with { WidthPx = 400 });
        using SimulatedField narrow = Simulate(s_small with { WidthPx = 48 });
        Assert.InRange(narrow.CellCount, 1, wide.CellCount - 1);
    }

    [Fact]
    public void Nuclei_InsideLabels_AreMuchBrighterThanOutside()
    {
        using SimulatedField field = Simulate(s_small);
        (double inside, double outside) = MeanInsideAndOutside(field.Nuclei, field.NucleusLabels);
        Assert.True(inside > 10 * outside, $"inside {inside}, outside {outside}");
    }

    [Fact]
    public void ErAndGolgi_InsideNuclei_AreDarkerThanAtTheirBrightest()
    {
        using SimulatedField field = Simulate(s_small with { DividingShare = 0 });
        foreach (Plane<float> plane in new[] { field.Er, field.Golgi })
        {
            (double inside, _) = MeanInsideAndOutside(plane, field.NucleusLabels);
            double brightest = plane.Buffer.Order().ElementAt(plane.PixelCount * 98 / 100);
            Assert.True(inside < 0.5 * brightest, $"inside {inside}, 98th percentile {brightest}");
        }
    }

    [Fact]
    public void EmptyField_ShareOfOne_HasNoLabelsAndAFlatBrightPlane()
    {
        using SimulatedField field = Simulate(s_small with { EmptyFieldShare = 1, IlluminationGradient = 0 });
        Assert.Equal(0, field.CellCount);
        Assert.All(field.NucleusLabels.Buffer, static id => Assert.Equal(0u, id));
        Assert.InRange(Mean(field.TransmittedLight), 0.33 * 4095, 0.37 * 4095);
        Assert.True(field.TransmittedLight.Buffer.Distinct().Count() > 10, "a camera is never constant");
    }

    [Fact]
    public void EmptyFieldShare_OfManyFields_IsKept()
    {
        SimulationOptions options = s_small with { EmptyFieldShare = 0.3 };
        int empty = Enumerable.Range(1, 1000).Count(field => FieldSimulator.IsEmpty(options, s_well, new FieldIndex(field)));
        Assert.InRange(empty, 250, 350); // 3.4 deviations of a binomial of 1000 at 0.3
    }

    [Theory]
    [InlineData(8)]
    [InlineData(12)]
    [InlineData(16)]
    public void MeanGrey_AnyBitDepth_FollowsTheExposure(int bitDepth)
    {
        double range = (1 << bitDepth) - 1;
        foreach (double exposure in new[] { 0.1, 0.3 })
        {
            using SimulatedField field = Simulate(s_small with { BitDepth = bitDepth, Exposure = exposure, CellsPerSquareMm = 300 });
            Assert.InRange(Mean(field.TransmittedLight) / range, exposure * 0.93, exposure * 1.1);
        }
    }

    [Fact]
    public void Exposure_AboveTheRange_SaturatesAtTheHighestGrey()
    {
        using SimulatedField field = Simulate(s_small with { Exposure = 1, BitDepth = 8 });
        Assert.Equal(255, field.TransmittedLight.Buffer.Max());
        Assert.True(field.TransmittedLight.Buffer.Count(static grey => grey == 255) > field.TransmittedLight.PixelCount / 10);
    }

    [Fact]
    public void Dic_ShearTurnedBack_FlipsTheRelief()
    {
        SimulationOptions clean = s_small with { Noise = 0, IlluminationGradient = 0, DefocusJitterUm = 0, BiasDegrees = 90 };
        using SimulatedField there = Simulate(clean with { ShearAngleDegrees = 30 });
        using SimulatedField back = Simulate(clean with { ShearAngleDegrees = 210 });
        Assert.True(Correlation(there.TransmittedLight, back.TransmittedLight) < -0.99);
        Assert.Equal(there.NucleusLabels.Buffer, back.NucleusLabels.Buffer);
    }

    [Fact]
    public void Dic_EmptyMedium_HasNoReliefFromTheShear()
    {
        using SimulatedField field = Simulate(s_small with { EmptyFieldShare = 1, Noise = 0, IlluminationGradient = 0, DebrisPerSquareMm = 0 });
        double ground = 0.35 * 4095;
        Assert.All(field.TransmittedLight.Buffer, grey => Assert.InRange(grey, ground * 0.97, ground * 1.03));
    }

    [Theory]
    [InlineData(TransmittedLightMode.Dic)]
    [InlineData(TransmittedLightMode.Phase)]
    public void Defocus_OfEightMicrometres_LowersFinePower(TransmittedLightMode mode)
    {
        SimulationOptions clean = s_small with { Mode = mode, Noise = 0, DefocusJitterUm = 0 };
        using SimulatedField sharp = Simulate(clean);
        using SimulatedField blurred = Simulate(clean with { DefocusUm = 8 });
        Assert.True(FinePower(blurred.TransmittedLight) < 0.5 * FinePower(sharp.TransmittedLight));
    }

    [Fact]
    public void Brightfield_BothSidesOfFocus_ShowOppositeContrast()
    {
        SimulationOptions clean = s_small with { Mode = TransmittedLightMode.Brightfield, Noise = 0, DefocusJitterUm = 0, IlluminationGradient = 0 };
        using SimulatedField above = Simulate(clean);
        using SimulatedField below = Simulate(clean with { DefocusUm = -12 }); // the operator's plane is at 6 um, so this is at -6 um
        Assert.True(Correlation(above.TransmittedLight, below.TransmittedLight) < -0.5);
    }

    [Fact]
    public void Dose_HighestColumn_LeavesFewerCells()
    {
        SimulationOptions options = s_small with { Columns = 6, HeightPx = 320, WidthPx = 320, WellEffect = 0.8 };
        using SimulatedField untreated = FieldSimulator.Simulate(options, new WellId(1, 1), s_field);
        using SimulatedField treated = FieldSimulator.Simulate(options, new WellId(1, 6), s_field);
        Assert.True(treated.CellCount < 0.5 * untreated.CellCount, $"{treated.CellCount} against {untreated.CellCount}");
    }

    private static SimulatedField Simulate(SimulationOptions options) => FieldSimulator.Simulate(options, s_well, s_field);

    private static double Mean(Plane<ushort> plane) => plane.Buffer.Average(static grey => (double)grey);

    private static (double Inside, double Outside) MeanInsideAndOutside(Plane<float> plane, Plane<uint> labels)
    {
        double inside = plane.Buffer.Zip(labels.Buffer).Where(static pair => pair.Second != 0).Average(static pair => (double)pair.First);
        double outside = plane.Buffer.Zip(labels.Buffer).Where(static pair => pair.Second == 0).Average(static pair => (double)pair.First);
        return (inside, outside);
    }

    private static double Correlation(Plane<ushort> first, Plane<ushort> second)
    {
        double meanFirst = Mean(first);
        double meanSecond = Mean(second);
        double product = 0;
        double squareFirst = 0;
        double squareSecond = 0;
        for (int i = 0; i < first.PixelCount; i++)
        {
            double a = first.Buffer[i] - meanFirst;
            double b = second.Buffer[i] - meanSecond;
            product += a * b;
            squareFirst += a * a;
            squareSecond += b * b;
        }
        return product / Math.Sqrt(squareFirst * squareSecond);
    }

    // Mean square of the second difference along rows: only fine structure survives it.
    private static double FinePower(Plane<ushort> plane)
    {
        double sum = 0;
        for (int y = 0; y < plane.Height; y++)
        {
            ReadOnlySpan<ushort> row = plane.Row(y);
            for (int x = 1; x < row.Length - 1; x++)
            {
                double bend = row[x - 1] - (2.0 * row[x]) + row[x + 1];
                sum += bend * bend;
            }
        }
        return sum / plane.PixelCount;
    }
}
