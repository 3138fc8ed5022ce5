namespace CellCluster.Imaging;

/// <summary>The colour types of PNG (section 11.2.1), by their numbers.</summary>
internal enum PngColour
{
    Grey = 0,
    Rgb = 2,
    Palette = 3,
    GreyAlpha = 4,
    Rgba = 6,
}
