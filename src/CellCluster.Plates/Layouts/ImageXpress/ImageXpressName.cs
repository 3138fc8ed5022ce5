using System.Text.RegularExpressions;

namespace CellCluster.Plates;

/// <summary>What an ImageXpress file name says: <c>[plate_]B02[_s1][_w1][_z1][_thumb][unique id].tif</c>.</summary>
/// <param name="Plate">Text before the well; empty where the name starts with it.</param>
/// <param name="Well">The well.</param>
/// <param name="Site">1 where the name has none (plates of one site).</param>
/// <param name="Wave">1 where the name has none (plates of one wavelength).</param>
/// <param name="Z">Null where the name has none.</param>
/// <param name="IsThumbnail">Small pictures for the vendor's viewer.</param>
internal sealed partial record ImageXpressName(string Plate, WellId Well, int Site, int Wave, int? Z, bool IsThumbnail)
{
    // The plate's name may itself look like wells and sites, so it is as short as the rest allows. The 36 characters are a unique id that
    // database exports append without a separator.
    [GeneratedRegex(@"^(?:(?<plate>.+?)_)??(?<well>[a-z]{1,2}[0-9]{1,2})(?:_s(?<site>[0-9]{1,4}))?(?:_w(?<wave>[0-9]{1,2}))?(?:_z(?<z>[0-9]{1,4}))?(?<thumb>_thumb)?(?:_?[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})?\.tiff?$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 2000)]
    private static partial Regex Form();

    /// <summary>Null when the name is of another form.</summary>
    public static ImageXpressName? Parse(string fileName)
    {
        Match match = Form().Match(fileName);
        if (!match.Success || !WellId.TryParse(match.Groups["well"].Value, out WellId well))
        {
            return null;
        }
        return new ImageXpressName(
            match.Groups["plate"].Value, well, Number("site") ?? 1, Number("wave") ?? 1, Number("z"), match.Groups["thumb"].Success);

        int? Number(string group) => match.Groups[group].Success ? int.Parse(match.Groups[group].Value) : null;
    }
}
