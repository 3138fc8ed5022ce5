using System.Globalization;
using System.Text.RegularExpressions;
using CellCluster.Imaging;

namespace CellCluster.Plates;

/// <summary>Finds the pixel size in the metadata that microscopes write into TIFF's ImageDescription, else in TIFF's resolution.</summary>
/// <remarks>MetaXpress (<c>spatial-calibration-x</c> in um, where <c>spatial-calibration-state</c> is on) and OME-XML (<c>PhysicalSizeX</c>, in um
/// unless <c>PhysicalSizeXUnit</c> says nm or mm). Square pixels: x and y may differ by 0.5 %, else no size is given.</remarks>
public static class PixelSizeReader
{
    private const double SquareTolerance = 0.005; // calibrations are measured per axis; beyond this the pixels are not square
    private const double SmallestPrintUm = 0.01; // per inch only what a microscope gives, um per pixel
    private const double LargestPrintUm = 100;
    private static readonly double[] s_printDpi = [72, 96, 150, 300, 600, 1200]; // what programs write that know nothing of the image
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(2);

    /// <summary>The pixel size that the header of an image says; null where it says none or cannot be read (which the field's own reading reports).</summary>
    public static double? TryRead(string path, int page)
    {
        try
        {
            return Of(ImageFile.ReadHeader(path, page));
        }
        catch (Exception fault) when (fault is ImageFormatException or IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Micrometres per pixel by the description, of the page or of the first one, else by the resolution of the page; null where neither says it.</summary>
    /// <remarks>A description that speaks of the size has the last word, also where it says that it is not calibrated.</remarks>
    /// <param name="page">What the page says.</param>
    /// <param name="first">What the first page says, where it is another: many programs describe all pages there.</param>
    public static double? Of(ImageHeader page, ImageHeader? first = null)
    {
        ArgumentNullException.ThrowIfNull(page);
        string? said = new[] { page.Description, first?.Description }.FirstOrDefault(SpeaksOfSize);
        return said is not null ? FromDescription(said) : FromResolution(page.Resolution);
    }

    /// <summary>Micrometres per pixel by TIFF's resolution, to six digits (it is stored to seven), or null: pixels that are not square; resolutions of
    /// screens and printers (72, 96, 150, 300, 600, 1200 dpi); per inch also beyond 0.01..100 um.</summary>
    public static double? FromResolution(ImageResolution? resolution)
    {
        if (resolution is not { } said || !(Math.Abs(said.X - said.Y) <= SquareTolerance * said.X))
        {
            return null;
        }
        double um = said.UnitUm / said.X;
        bool isPrint = Array.Exists(s_printDpi, dpi => Math.Abs((25_400 / um) - dpi) <= SquareTolerance * dpi);
        bool isUsable = double.IsFinite(um) && um > 0 && !isPrint && (said.UnitUm != 25_400 || um is >= SmallestPrintUm and <= LargestPrintUm);
        return isUsable ? double.Parse(um.ToString("G6", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture) : null;
    }

    private static bool SpeaksOfSize(string? description) =>
        description is not null && (description.Contains("spatial-calibration", StringComparison.Ordinal) || description.Contains("PhysicalSize", StringComparison.Ordinal));

    /// <summary>Micrometres per pixel, or null where the description does not say (or says something impossible).</summary>
    public static double? FromDescription(string? description)
    {
        if (string.IsNullOrEmpty(description))
        {
            return null;
        }
        if (description.Contains("spatial-calibration-x", StringComparison.Ordinal))
        {
            bool on = Property(description, "spatial-calibration-state") is "on" or "true" or "1";
            bool micrometres = Property(description, "spatial-calibration-units") is "um" or "µm" or "microns" or "micron";
            return on && micrometres ? Square(Property(description, "spatial-calibration-x"), Property(description, "spatial-calibration-y"), 1, 1) : null;
        }
        return Square(Attribute(description, "PhysicalSizeX"), Attribute(description, "PhysicalSizeY"), Unit(description, "PhysicalSizeXUnit"), Unit(description, "PhysicalSizeYUnit"));
    }

    private static string? Property(string description, string id) =>
        Value(description, $"id=\"{Regex.Escape(id)}\"\\s+type=\"[^\"]*\"\\s+value=\"([^\"]*)\"")?.Trim().ToLowerInvariant();

    private static string? Attribute(string description, string name) => Value(description, $"\\b{name}\\s*=\\s*\"([^\"]*)\"");

    private static string? Value(string text, string pattern)
    {
        Match match = Regex.Match(text, pattern, RegexOptions.CultureInvariant, s_limit);
        return match.Success ? match.Groups[1].Value : null;
    }

    private static double Unit(string description, string name) => Attribute(description, name) switch
    {
        null or "um" or "µm" or "\u03BCm" or "&#181;m" or "&#xB5;m" => 1,
        "nm" => 1e-3,
        "mm" => 1e3,
        _ => double.NaN,
    };

    private static double? Square(string? xText, string? yText, double xUnit, double yUnit)
    {
        if (!double.TryParse(xText, NumberStyles.Float, CultureInfo.InvariantCulture, out double x) || !double.TryParse(yText, NumberStyles.Float, CultureInfo.InvariantCulture, out double y))
        {
            return null;
        }
        x *= xUnit;
        y *= yUnit;
        bool usable = double.IsFinite(x) && double.IsFinite(y) && x > 0 && y > 0 && Math.Abs(x - y) <= SquareTolerance * x;
        return usable ? x : null;
    }
}
