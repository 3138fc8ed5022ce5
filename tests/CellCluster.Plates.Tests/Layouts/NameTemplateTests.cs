namespace CellCluster.Plates.Tests.Layouts;

public class NameTemplateTests
{
    [Theory]
    [InlineData("{well}_f{field}.tif", "B03_f1.tif", "")]
    [InlineData("{plate}_{well}_f{field}.tif", "P7_B03_f1.tif", "P7")]
    [InlineData("*/{well}_f{field}.tif", "P7/B03_f1.tif", "P7/")]
    [InlineData("{plate}/a{acquisition}/{well}/f{field}.tif", "P7/a2/B03/f1.tif", "P7/P7")]
    [InlineData("{well}_f{field}.tif", "nothing.tif", null)]
    public void Plate_OfAName_IsWhatNeitherWellNorFieldSays(string template, string name, string? plate) =>
        Assert.Equal(plate, NameTemplate.Parse(template).PlateOf(name));
}
