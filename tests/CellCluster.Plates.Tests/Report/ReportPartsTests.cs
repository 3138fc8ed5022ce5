namespace CellCluster.Plates.Tests;

public sealed class ReportPartsTests
{
    [Theory]
    [InlineData(0, "0")]
    [InlineData(7, "7")]
    [InlineData(12.345, "12.3")]
    [InlineData(0.12345, "0.123")]
    [InlineData(0.99999, "1")]
    [InlineData(99.96, "100")]
    [InlineData(999.4, "999")]
    [InlineData(1234, "1234")]
    [InlineData(1234.5, "1.23k")]
    [InlineData(999_600, "1M")]
    [InlineData(4_560_000, "4.56M")]
    [InlineData(-4_560_000, "-4.56M")]
    [InlineData(7.2e9, "7.2G")]
    [InlineData(0.00012, "1.2e-4")]
    [InlineData(double.NaN, "–")]
    public void Short_Number_HasThreeDigits(double value, string text) => Assert.Equal(text, NumberText.Short(value));

    [Fact]
    public void Colours_FromDarkToBright_RiseInLightness()
    {
        double last = -1;
        for (int i = 0; i <= 100; i++)
        {
            string colour = ColourScale.At(i / 100.0);
            double light = (0.2126 * Part(1)) + (0.7152 * Part(3)) + (0.0722 * Part(5));
            Assert.True(light >= last, $"{colour} at {i} % is darker than the one before");
            last = light;

            double Part(int at) => Convert.ToInt32(colour.Substring(at, 2), 16);
        }
    }

    [Fact]
    public void NaturalOrder_Numbers_GoByValueAndNothingLast() =>
        Assert.Equal(["CHO-4", "CHO-17", "control a", "dose 0.5", "dose 2", "dose 10", ""], new[] { "dose 10", "", "CHO-17", "dose 2", "control a", "CHO-4", "dose 0.5" }.Order(NaturalOrder.Instance));

    [Fact]
    public void Quantile_Interpolates() => Assert.Equal([1, 1.75, 2.5, 4], new[] { 0, 0.25, 0.5, 1 }.Select(share => KernelDensity.Quantile([1, 2, 3, 4], share)));

    [Fact]
    public void Density_OfASymmetricSample_IsSymmetricWithItsPeakInTheMiddle()
    {
        double[] density = KernelDensity.Of([0, 4, 5, 5, 6, 10], 1, 40);
        Assert.Equal(density.Length / 2, Array.IndexOf(density, density.Max()));
        for (int i = 0; i < density.Length; i++)
        {
            Assert.Equal(density[i], density[^(i + 1)], 1e-9);
        }
    }
}
