using CellCluster.TestKit;

namespace CellCluster.Plates.Tests;

/// <summary>Real exports; twins on constructed folders are in <see cref="ImageXpressLayoutTests"/> and <see cref="PatternLayoutTests"/>.</summary>
public sealed class RealLayoutTests
{
    [Fact]
    public void ImageXpress_OneWellOneSite_HasOneField()
    {
        PlateLayout layout = Read("imagexpress/9987_Plate_3420", new LayoutOptions());
        Assert.Equal("9987_Plate_3420", layout.PlateId);
        Assert.Equal("well B02, field 1", Assert.Single(layout.Fields).Key.ToString());
        Assert.NotNull(layout.Fields[0].Path);
        Assert.Equal(new PlateFormat(8, 12), layout.Format);
        Assert.Equal(1.3672, layout.PixelSizeUm);
        Assert.Empty(layout.Remarks);
    }

    [Fact]
    public void ImageXpress_Stack_NeedsAPlane()
    {
        Assert.Contains("z planes 0, 1, 2 (0 is the projection)", Assert.Throws<LayoutException>(() => Read("imagexpress/9987_Plate_3434", new LayoutOptions())).Message);
        PlateLayout layout = Read("imagexpress/9987_Plate_3434", new LayoutOptions { Z = 1 });
        Assert.Equal(4, layout.Fields.Count);
        Assert.All(layout.Fields, field => Assert.Contains("ZStep_1", field.Path));
        Assert.Equal("channel-default", Assert.Single(layout.Remarks).Code);
    }

    [Fact]
    public void ImageXpress_CopyOfTwoOfSixTimePoints_HasTheOthersWithoutFiles()
    {
        PlateLayout layout = Read("imagexpress/9987_Plate_3435", new LayoutOptions { Channel = "DAPI" });
        Assert.Equal(24, layout.Fields.Count);
        Assert.Equal(8, layout.Fields.Count(field => field.Path is not null));
        Assert.Equal("missing", Assert.Single(layout.Remarks).Code);
    }

    [Fact]
    public void Bbbc013_ByPattern_HasTwoRowsOfTwelve()
    {
        PlateLayout layout = Read("bbbc013", new LayoutOptions { Pattern = "Channel2-*-{row}-{column}.tif" });
        Assert.Equal(24, layout.Fields.Count);
        Assert.Equal(("A01", "B12"), (layout.Fields[0].Key.Well.ToString(), layout.Fields[^1].Key.Well.ToString()));
        Assert.All(layout.Fields, field => Assert.EndsWith($"-{field.Key.Well.ToString()[0]}-{field.Key.Well.Column + 1:00}.tif", field.Path));
    }

    private static PlateLayout Read(string relative, LayoutOptions options)
    {
        string? folder = SharedData.TryPath(relative);
        Assert.SkipWhen(folder is null, SharedData.Absent);
        return PlateLayoutReader.Read(folder!, options);
    }
}
