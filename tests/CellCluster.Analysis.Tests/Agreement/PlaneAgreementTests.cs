using CellCluster.Imaging;

namespace CellCluster.Analysis.Tests.Agreement;

public class PlaneAgreementTests
{
    [Fact]
    public void Planes_Equal_AgreeFully()
    {
        using Plane<float> plane = new(2, 3, [1, 2, 3, 4, 5, 7]);
        Assert.Equal(new PlaneAgreement(1, 0, 1, 0, 6, 0, NotEnough.None), Rounded(PlaneAgreement.Of(plane, plane)));
    }

    [Fact]
    public void Planes_PredictionIsTheMean_HasNrmseOneAndNoCorrelation()
    {
        using Plane<float> stained = new(1, 4, [0, 2, 4, 6]);
        using Plane<float> predicted = new(1, 4, [3, 3, 3, 3]);
        PlaneAgreement agreement = PlaneAgreement.Of(predicted, stained);

        Assert.Equal((1.0, NotEnough.Spread), (agreement.NormalisedRmse, agreement.Reason));
        Assert.True(double.IsNaN(agreement.Pearson));
    }

    [Fact]
    public void Planes_NotFinitePixels_AreLeftOutInBoth()
    {
        using Plane<float> stained = new(1, 6, [0, 1, float.NaN, 3, 4, 100]);
        using Plane<float> predicted = new(1, 6, [0, 2, 6, 6, 8, float.NegativeInfinity]);
        Assert.Equal(new PlaneAgreement(1, Math.Round(Math.Sqrt(26 / 10.0), 9), 2, 0, 4, 2, NotEnough.None), Rounded(PlaneAgreement.Of(predicted, stained)));
    }

    [Theory]
    [InlineData(float.NaN, NotEnough.Pairs)]
    [InlineData(0.1f, NotEnough.Spread)]
    public void Planes_WithoutSpread_AreUndefinedWithReason(float everywhere, NotEnough reason)
    {
        using Plane<float> plane = new(3, 5, [.. Enumerable.Repeat(everywhere, 15)]);
        PlaneAgreement agreement = PlaneAgreement.Of(plane, plane);

        Assert.Equal(reason, agreement.Reason);
        Assert.True(double.IsNaN(agreement.Pearson) && double.IsNaN(agreement.NormalisedRmse) && double.IsNaN(agreement.Slope));
    }

    [Fact]
    public void Planes_OnePixel_IsTooFew()
    {
        using Plane<float> plane = new(1, 1);
        Assert.Equal(NotEnough.Pairs, PlaneAgreement.Of(plane, plane).Reason);
    }

    [Fact]
    public void Planes_DifferentSizes_NamesBoth()
    {
        using Plane<float> a = new(2, 3);
        using Plane<float> b = new(3, 2);
        Assert.Contains("2x3 and 3x2", Assert.Throws<ArgumentException>(() => PlaneAgreement.Of(a, b)).Message, StringComparison.Ordinal);
    }

    private static PlaneAgreement Rounded(PlaneAgreement a) => a with
    {
        Pearson = Math.Round(a.Pearson, 9), NormalisedRmse = Math.Round(a.NormalisedRmse, 9), Slope = Math.Round(a.Slope, 9), Intercept = Math.Round(a.Intercept, 9),
    };
}
