using System.Security.Cryptography;
using System.Text;

namespace CellCluster.Plates.Simulation;

/// <summary>The plate file (<c>.HTD</c>) that MetaXpress writes beside the images: which wells, sites and wavelengths were acquired.</summary>
/// <remarks>One <c>"Key", value</c> per line, lines end in CR LF, in the order of HTSInfoFile version 1.0 as exported by MetaXpress 6.7.</remarks>
internal static class ImageXpressHtd
{
    /// <summary>The text of the file.</summary>
    public static string Text(SimulationOptions options)
    {
        WellId[] wells = [.. options.Wells()];
        HashSet<WellId> imaged = [.. wells];
        PlateFormat format = PlateFormat.Holding(wells.Append(new WellId(7, 11))); // no smaller than 96 wells
        int siteColumns = (int)Math.Ceiling(Math.Sqrt(options.FieldsPerWell));
        int siteRows = (options.FieldsPerWell + siteColumns - 1) / siteColumns;

        StringBuilder text = new();
        Line("HTSInfoFile", "Version 1.0");
        Line("Description", $"\"Simulated {ModalityName(options.Mode)} plate, seed {options.Seed}\"");
        Line("PlateType", "2");
        Line("TimePoints", "1");
        Line("ZSeries", "FALSE");
        Line("ZSteps", "0");
        Line("ZProjection", "FALSE");
        Line("XWells", $"{format.ColumnCount}");
        Line("YWells", $"{format.RowCount}");
        for (int row = 0; row < format.RowCount; row++)
        {
            Line($"WellsSelection{row + 1}", Flags(format.ColumnCount, column => imaged.Contains(new WellId(row, column))));
        }
        Line("Sites", "TRUE");
        Line("XSites", $"{siteColumns}");
        Line("YSites", $"{siteRows}");
        for (int row = 0; row < siteRows; row++)
        {
            Line($"SiteSelection{row + 1}", Flags(siteColumns, column => (row * siteColumns) + column < options.FieldsPerWell));
        }
        Line("Waves", "TRUE");
        Line("NWavelengths", "1");
        Line("WaveName1", $"\"{ModalityName(options.Mode)}\"");
        Line("WaveCollect1", "1");
        Line("UniquePlateIdentifier", $"\"{Identifier(options)}\"");
        text.Append("\"EndFile\"\r\n");
        return text.ToString();

        void Line(string key, string value) => text.Append('"').Append(key).Append("\", ").Append(value).Append("\r\n");
    }

    /// <summary>The name of a channel, as an operator would call it.</summary>
    public static string ModalityName(TransmittedLightMode mode) => mode switch
    {
        TransmittedLightMode.Dic => "DIC",
        TransmittedLightMode.Brightfield => "Brightfield",
        _ => "Phase",
    };

    // A plate has its identifier from id and seed: the same plate again is the same plate.
    private static Guid Identifier(SimulationOptions options) =>
        new(SHA256.HashData(Encoding.UTF8.GetBytes($"{options.PlateId}/{options.Seed}")).AsSpan(0, 16));

    private static string Flags(int count, Func<int, bool> isSet) =>
        string.Join(", ", Enumerable.Range(0, count).Select(i => isSet(i) ? "TRUE" : "FALSE"));
}
