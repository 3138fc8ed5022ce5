namespace CellCluster.Plates;

/// <summary>A plate whose fields are listed in a table: well, field, path, and optionally page and acquisition.</summary>
/// <remarks>A path that is relative is meant below the plate folder and may not leave it; an absolute path may lie anywhere. An empty path, or one
/// where there is no file, is an expected field without a file. All faulty rows are reported at once.</remarks>
internal static class FieldsTable
{
    private const int ReportedFaults = 10;

    public static PlateLayout Read(string folder, LayoutOptions options)
    {
        CsvTable table = CsvTable.Read(options.FieldsCsv!);
        table.Require("well", "field", "path");
        if (options.Channel is not null)
        {
            throw new LayoutException(table.Path, "a channel option beside a fields table", "the table itself to name the files of one channel", "leave out --channel");
        }
        var faults = new List<string>();
        var fields = new SortedDictionary<FieldKey, FieldSource>();
        var lines = new Dictionary<FieldKey, int>();
        var files = new Dictionary<(string, int), int>();
        foreach (CsvRow row in table.Rows)
        {
            if (Source(folder, table, row, faults) is not FieldSource source)
            {
                continue;
            }
            if (!lines.TryAdd(source.Key, row.Line))
            {
                faults.Add($"line {row.Line}: {source.Key} again (first in line {lines[source.Key]}: {fields[source.Key].Path ?? "no path"})");
            }
            else if (source.Path is not null && !files.TryAdd((source.Path, source.Page), row.Line))
            {
                faults.Add($"line {row.Line}: the file of line {files[(source.Path, source.Page)]} again ({table.Value(row, "path")}, page {source.Page})");
            }
            else
            {
                fields.Add(source.Key, source);
            }
        }
        if (faults.Count > 0)
        {
            string more = faults.Count > ReportedFaults ? $"; and {faults.Count - ReportedFaults} more" : "";
            throw new LayoutException(table.Path, string.Join("; ", faults.Take(ReportedFaults)) + more, "a well such as B03, a field number, a path below the plate folder or an absolute one; each field and file once", "correct these rows");
        }
        if (fields.Count == 0)
        {
            throw new LayoutException(table.Path, "no rows", "a row per field", "list the fields below the header");
        }
        var collector = new FieldCollector(folder);
        FieldSource[] sources = [.. fields.Values.Select(source => source.Path is null || File.Exists(source.Path) ? source : source with { Path = null })];
        int missing = sources.Count(source => source.Path is null);
        if (missing > 0)
        {
            collector.Remark("missing", $"{missing} of {sources.Length} fields without a file: {string.Join("; ", sources.Where(source => source.Path is null).Take(5).Select(source => source.Key.ToString()))}{(missing > 5 ? "; …" : "")}");
        }
        return new PlateLayout
        {
            PlateId = options.PlateId ?? Path.GetFileName(folder),
            Folder = folder,
            RecognisedAs = $"fields table {Path.GetFileName(table.Path)}",
            Fields = sources,
            Format = PlateFormat.Holding(sources.Select(source => source.Key.Well)),
            Remarks = collector.Remarks(),
        };
    }

    private static FieldSource? Source(string folder, CsvTable table, CsvRow row, List<string> faults)
    {
        int before = faults.Count;
        string wellText = table.Value(row, "well");
        if (!WellId.TryParse(wellText, out WellId well))
        {
            Fault($"'{wellText}' is no well");
        }
        int field = Number("field", 0, 0);
        int page = Number("page", 0, 0);
        int acquisition = Number("acquisition", 1, 1);
        string path = table.Value(row, "path");
        string? full = path.Length == 0 ? null : Path.GetFullPath(path, folder);
        if (full is not null && !Path.IsPathRooted(path) && !full.StartsWith(folder + Path.DirectorySeparatorChar, StringComparison.Ordinal))
        {
            Fault($"path '{path}' leaves the plate folder; write it as an absolute path if it is meant");
        }
        return faults.Count > before ? null : new FieldSource(new FieldKey(acquisition, well, new FieldIndex(field)), full, page);

        int Number(string column, int absent, int smallest)
        {
            string text = table.Value(row, column);
            if (text.Length == 0 && column != "field")
            {
                return absent;
            }
            if (!int.TryParse(text, out int number) || number < smallest)
            {
                Fault($"'{text}' in column {column} is no number from {smallest}");
            }
            return number;
        }

        void Fault(string text) => faults.Add($"line {row.Line}: {text}");
    }
}
