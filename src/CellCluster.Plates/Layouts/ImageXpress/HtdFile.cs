using System.Text;

namespace CellCluster.Plates;

/// <summary>What an ImageXpress plate file (<c>.HTD</c>) says was to be imaged.</summary>
/// <remarks>Text lines <c>"Key", value, …</c> from <c>"HTSInfoFile"</c> to <c>"EndFile"</c>, 8-bit; unknown keys are passed over. A quoted text may
/// run over several lines (the description).</remarks>
internal sealed class HtdFile
{
    private readonly Dictionary<string, (int Line, string[] Values)> _entries = new(StringComparer.OrdinalIgnoreCase);
    private readonly string _path;

    private HtdFile(string path) => _path = path;

    /// <summary>Selected wells, row by row.</summary>
    public required IReadOnlyList<WellId> Wells { get; init; }

    /// <summary>Rows and columns of the plate.</summary>
    public required PlateFormat Format { get; init; }

    /// <summary>Places in the site grid, from 1 and row by row, that are imaged.</summary>
    public required IReadOnlyList<int> SitePlaces { get; init; }

    /// <summary>Planned time points, at least 1.</summary>
    public required int TimePoints { get; init; }

    /// <summary>Wavelength names; [0] is wavelength 1.</summary>
    public required IReadOnlyList<string> Waves { get; init; }

    /// <summary>Reads a plate file.</summary>
    /// <exception cref="LayoutException">Truncated, or a line or value that a plate file cannot have.</exception>
    public static HtdFile Read(string path)
    {
        var raw = new HtdFile(path) { Wells = [], Format = default, SitePlaces = [], TimePoints = 1, Waves = [] };
        raw.ReadEntries();
        int columns = raw.Number("XWells", 1, 48);
        int rows = raw.Number("YWells", 1, 32);
        var wells = new List<WellId>();
        for (int row = 0; row < rows; row++)
        {
            bool[] selected = raw.Flags($"WellsSelection{row + 1}", columns);
            wells.AddRange(Enumerable.Range(0, columns).Where(column => selected[column]).Select(column => new WellId(row, column)));
        }
        if (wells.Count == 0)
        {
            throw new LayoutException(path, "no selected well", "at least one TRUE in WellsSelection1…", "export the plate file again");
        }
        return new HtdFile(path)
        {
            Wells = wells,
            Format = new PlateFormat(rows, columns),
            SitePlaces = raw.Sites(),
            TimePoints = raw._entries.ContainsKey("TimePoints") ? raw.Number("TimePoints", 1, 100_000) : 1,
            Waves = raw.WaveNames(),
        };
    }

    private void ReadEntries()
    {
        string[] lines;
        try
        {
            lines = File.ReadAllText(_path, Encoding.Latin1).Split('\n');
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new LayoutException(_path, fault.Message, "a readable plate file", "check the permissions", fault);
        }
        for (int i = 0; i < lines.Length; i++)
        {
            int line = i + 1;
            string text = lines[i].Trim('\r', ' ', '\t', '\0', '\u001A');
            while (text.Count(c => c == '"') % 2 == 1 && i + 1 < lines.Length)
            {
                text += "\n" + lines[++i].TrimEnd('\r', ' ');
            }
            if (text.Length == 0)
            {
                continue;
            }
            List<CsvRow> cells = text[0] == '"' ? CsvParser.Rows(text, _path) : [];
            if (cells.Count != 1)
            {
                string found = text.Length > 40 ? text[..40] + "…" : text;
                throw new LayoutException(_path, line, $"'{found.Replace('\n', ' ')}'", "a line such as \"XWells\", 12", "export the plate file again, or use --pattern");
            }
            string[] values = [.. cells[0].Cells.Select(cell => cell.Trim())];
            if (_entries.Count == 0 && values[0] != "HTSInfoFile")
            {
                throw new LayoutException(_path, line, $"'{values[0]}'", "\"HTSInfoFile\" in the first line", "this is no ImageXpress plate file; remove it or use --pattern");
            }
            if (values[0].Equals("EndFile", StringComparison.OrdinalIgnoreCase))
            {
                return;
            }
            _entries[values[0]] = (line, values[1..]);
        }
        throw new LayoutException(_path, lines.Length, "the end of the file", "\"EndFile\" before it: the file is truncated", "copy or export the plate file again, or use --pattern");
    }

    private string[] Values(string key) => _entries.TryGetValue(key, out (int Line, string[] Values) entry)
        ? entry.Values
        : throw new LayoutException(_path, $"no \"{key}\"", $"a line \"{key}\", …", "export the plate file again, or use --pattern");

    private int Number(string key, int smallest, int largest)
    {
        string text = Values(key) is [string first, ..] ? first : "";
        return int.TryParse(text, out int number) && number >= smallest && number <= largest
            ? number
            : throw new LayoutException(_path, _entries[key].Line, $"\"{key}\", {text}", $"a number from {smallest} to {largest}", "export the plate file again, or use --pattern");
    }

    private bool[] Flags(string key, int count)
    {
        string[] values = Values(key);
        if (values.Length != count || !Array.TrueForAll(values, value => value.ToUpperInvariant() is "TRUE" or "FALSE"))
        {
            string odd = values.Length == count ? values.First(value => value.ToUpperInvariant() is not ("TRUE" or "FALSE")) : $"{values.Length} values";
            throw new LayoutException(_path, _entries[key].Line, $"\"{key}\" with {odd}", $"{count} times TRUE or FALSE", "export the plate file again, or use --pattern");
        }
        return [.. values.Select(value => value.Equals("TRUE", StringComparison.OrdinalIgnoreCase))];
    }

    private bool Flag(string key) => _entries.ContainsKey(key) && Flags(key, 1)[0];

    private List<int> Sites()
    {
        if (!Flag("Sites"))
        {
            return [1];
        }
        int columns = Number("XSites", 1, 1000);
        int rows = Number("YSites", 1, 1000);
        var places = new List<int>();
        for (int row = 0; row < rows; row++)
        {
            bool[] selected = Flags($"SiteSelection{row + 1}", columns);
            places.AddRange(Enumerable.Range(0, columns).Where(column => selected[column]).Select(column => (row * columns) + column + 1));
        }
        return places.Count > 0
            ? places
            : throw new LayoutException(_path, "no selected site", "at least one TRUE in SiteSelection1…", "export the plate file again");
    }

    private List<string> WaveNames()
    {
        int count = _entries.ContainsKey("NWavelengths") ? Number("NWavelengths", 1, 64) : 1;
        return [.. Enumerable.Range(1, count).Select(i => _entries.ContainsKey($"WaveName{i}") && Values($"WaveName{i}") is [string name, ..] ? name : "")];
    }
}
