using System.Globalization;
using System.Text.RegularExpressions;
using CellCluster.Imaging;

namespace CellCluster.Plates;

/// <summary>Finds the pixel size in the metadata that microscopes write into TIFF's ImageDescription.</summary>
/// <remarks>MetaXpress (<c>spatial-calibration-x</c> in um, where <c>spatial-calibration-state</c> is on) and OME-XML (<c>PhysicalSizeX</c>, in um
/// unless <c>PhysicalSizeXUnit</c> says nm or mm). Square pixels: x and y may differ by 0.5 %, else no size is given.</remarks>
public static class PixelSizeReader
{
    private const double SquareTolerance = 0.005; // calibrations are measured per axis; beyond this the pixels are not square
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(2);

    /// <summary>The pixel size that the header of an image says; null where it says none or cannot be read (which the field's own reading reports).</summary>
    public static double? TryRead(string path, int page)
    {
        try
        {
            return FromDescription(ImageFile.ReadHeader(path, page).Description);
        }
        catch (Exception fault) when (fault is ImageFormatException or IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

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
