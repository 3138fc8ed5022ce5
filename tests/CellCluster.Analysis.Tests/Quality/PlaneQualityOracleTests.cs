using CellCluster.Analysis.Tests.Oracles;
using CellCluster.Imaging;

namespace CellCluster.Analysis.Tests.Quality;

/// <summary>Against NumPy.</summary>
public class PlaneQualityOracleTests
{
    [Fact]
    public void Quality_ConstructedPlanes_EqualsNumPyForEveryPixelType()
    {
        foreach (QualityOracle oracle in MeasurementOracle.Recorded.Qualities)
        {
            using Plane<float> plane = ConstructedField.Plane(oracle.Height, oracle.Width, oracle.Seed);
            float[] levels = Array.ConvertAll(plane.Buffer, pixel => MathF.Round(pixel * 1024));
            using var floats = new Plane<float>(plane.Height, plane.Width, levels);
            using var words = new Plane<ushort>(plane.Height, plane.Width, Array.ConvertAll(levels, level => (ushort)level));
            PlaneQuality quality = PlaneQuality.Of(words);
            Assert.Equal(oracle.Mean, quality.Mean, 1e-9);
            Assert.Equal(oracle.Focus, quality.Focus, 1e-9);
            Assert.Equal(oracle.LocalFocus, quality.LocalFocus, 1e-9 * oracle.LocalFocus);
            Assert.Equal(oracle.Gradient, quality.Gradient, 1e-9);
            Assert.Equal(oracle.PowerSlope, quality.PowerSlope, 1e-4); // float32 transform
            Assert.Equal(quality with { SaturatedShare = 0, StructuredShare = 0 }, PlaneQuality.Of(floats) with { SaturatedShare = 0, StructuredShare = 0 });
        }
    }
}
