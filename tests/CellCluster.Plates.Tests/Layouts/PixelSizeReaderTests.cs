namespace CellCluster.Plates.Tests;

public sealed class PixelSizeReaderTests
{
    private const string MetaXpress = """
        <MetaData><PlaneInfo><prop id="spatial-calibration-state" type="bool" value="on"/><prop id="spatial-calibration-x" type="float" value="1.3672"/>
        <prop id="spatial-calibration-y" type="float" value="1.3672"/><prop id="spatial-calibration-units" type="string" value="um"/></PlaneInfo></MetaData>
        """;

    [Fact]
    public void MetaXpress_Calibrated_GivesMicrometres() => Assert.Equal(1.3672, PixelSizeReader.FromDescription(MetaXpress));

    [Theory]
    [InlineData("value=\"on\"", "value=\"off\"")]
    [InlineData("value=\"um\"", "value=\"furlong\"")]
    [InlineData("-y\" type=\"float\" value=\"1.3672\"", "-y\" type=\"float\" value=\"2.7\"")]
    [InlineData("value=\"1.3672\"", "value=\"-1\"")]
    public void MetaXpress_Otherwise_GivesNothing(string right, string wrong)
    {
        Assert.Contains(right, MetaXpress);
        Assert.Null(PixelSizeReader.FromDescription(MetaXpress.Replace(right, wrong, StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("""<OME><Pixels PhysicalSizeX="0.65" PhysicalSizeY="0.65"/></OME>""", 0.65)]
    [InlineData("""<OME><Pixels PhysicalSizeX="650" PhysicalSizeXUnit="nm" PhysicalSizeY="650" PhysicalSizeYUnit="nm"/></OME>""", 0.65)]
    [InlineData("""<OME><Pixels PhysicalSizeX="0.65" PhysicalSizeXUnit="µm" PhysicalSizeY="0.652" PhysicalSizeYUnit="µm"/></OME>""", 0.65)]
    public void Ome_Square_GivesMicrometres(string description, double expected) => Assert.Equal(expected, PixelSizeReader.FromDescription(description)!.Value, 1e-12);

    [Theory]
    [InlineData("""<OME><Pixels PhysicalSizeX="0.65" PhysicalSizeY="1.3"/></OME>""")]
    [InlineData("""<OME><Pixels PhysicalSizeX="0.65" PhysicalSizeXUnit="pixel" PhysicalSizeY="0.65"/></OME>""")]
    [InlineData("""<OME><Pixels PhysicalSizeX="zero" PhysicalSizeY="0.65"/></OME>""")]
    [InlineData("ImageJ=1.53")]
    [InlineData("")]
    [InlineData(null)]
    public void Other_GivesNothing(string? description) => Assert.Null(PixelSizeReader.FromDescription(description));
}
