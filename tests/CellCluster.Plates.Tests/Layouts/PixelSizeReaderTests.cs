using CellCluster.Imaging;
using CellCluster.TestKit;

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
    [InlineData(0.65)]
    [InlineData(0.1083)]
    [InlineData(1.3672)]
    [InlineData(450)]
    public void Resolution_OfTheSizeThatWasWritten_GivesItBack(double um)
    {
        using var folder = new TemporaryFolder();
        using var plane = new Plane<byte>(1, 1);
        ImageFile.WriteTiff(folder.In("a.tif"), plane, new TiffOptions { PixelSizeUm = um });

        Assert.Equal(um, PixelSizeReader.TryRead(folder.In("a.tif"), 0));
    }

    [Theory]
    [InlineData(39_076.923, 25_400, 0.65)] // per inch, a microscope's
    [InlineData(72, 25_400, null)]
    [InlineData(96, 25_400, null)]
    [InlineData(300, 25_400, null)]
    [InlineData(28.35, 10_000, null)] // 72 dpi in centimetres
    [InlineData(118.11, 10_000, null)] // 300 dpi
    [InlineData(200, 25_400, null)] // 127 um: a screen's
    [InlineData(1e9, 25_400, null)]
    [InlineData(double.NaN, 10_000, null)]
    public void Resolution_OfAMicroscopeOnly_GivesMicrometres(double perUnit, double unitUm, double? expected) =>
        Assert.Equal(expected, PixelSizeReader.FromResolution(new ImageResolution(perUnit, perUnit, unitUm)));

    [Fact]
    public void Resolution_NotSquareOrNone_GivesNothing()
    {
        Assert.Null(PixelSizeReader.FromResolution(new ImageResolution(10_000, 20_000, 10_000)));
        Assert.Null(PixelSizeReader.FromResolution(null));
    }

    [Fact]
    public void Description_ThatSpeaksOfTheSize_HasTheLastWord()
    {
        var resolved = new ImageHeader(ImageFormat.Tiff, 1, 1, PixelType.UInt8, 1, 2, "none", null, new ImageResolution(20_000, 20_000, 10_000));

        Assert.Equal(0.5, PixelSizeReader.Of(resolved));
        Assert.Equal(0.5, PixelSizeReader.Of(resolved with { Description = "ImageJ=1.53" }));
        Assert.Equal(1.3672, PixelSizeReader.Of(resolved with { Description = MetaXpress }));
        Assert.Equal(1.3672, PixelSizeReader.Of(resolved, first: resolved with { Description = MetaXpress }));
        Assert.Null(PixelSizeReader.Of(resolved with { Description = MetaXpress.Replace("value=\"on\"", "value=\"off\"", StringComparison.Ordinal) }));
    }

    [Fact]
    public void Harmony_TiffWithTheCamerasResolution_GivesNothing()
    {
        string? path = SharedData.TryPath("operetta/Images/r03c03f01p01-ch1sk1fk1fl1.tiff");
        Assert.SkipWhen(path is null, SharedData.Absent);

        Assert.Null(PixelSizeReader.TryRead(path!, 0));
    }

    [Theory]
    [InlineData("""<OME><Pixels PhysicalSizeX="0.65" PhysicalSizeY="1.3"/></OME>""")]
    [InlineData("""<OME><Pixels PhysicalSizeX="0.65" PhysicalSizeXUnit="pixel" PhysicalSizeY="0.65"/></OME>""")]
    [InlineData("""<OME><Pixels PhysicalSizeX="zero" PhysicalSizeY="0.65"/></OME>""")]
    [InlineData("ImageJ=1.53")]
    [InlineData("")]
    [InlineData(null)]
    public void Other_GivesNothing(string? description) => Assert.Null(PixelSizeReader.FromDescription(description));
}
