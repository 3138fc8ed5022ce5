using System.Text;

namespace CellCluster.Plates.Tests;

/// <summary>A folder of empty files that is gone after the test.</summary>
internal sealed class ScratchPlate : IDisposable
{
    public ScratchPlate(string name = "P042")
    {
        Root = Directory.CreateTempSubdirectory("cellcluster-plate-").FullName;
        Folder = Path.Combine(Root, name);
        Directory.CreateDirectory(Folder);
    }

    public string Root { get; }

    public string Folder { get; }

    public ScratchPlate File(params string[] names)
    {
        foreach (string name in names)
        {
            Text(name, "");
        }
        return this;
    }

    public string Text(string name, string content)
    {
        string path = Path.GetFullPath(name, Folder);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        System.IO.File.WriteAllText(path, content, Encoding.Latin1);
        return path;
    }

    /// <summary>A plate file that selects wells of a plate of 2 x 3.</summary>
    public ScratchPlate Htd(string[] wells, int sites = 1, string[]? waves = null, int timePoints = 1, string name = "P.HTD")
    {
        Text(name, HtdText(wells, sites, waves ?? ["DIC"], timePoints));
        return this;
    }

    public static string HtdText(string[] wells, int sites, string[] waves, int timePoints, int rows = 2, int columns = 3)
    {
        var selected = wells.Select(WellId.Parse).ToHashSet();
        var text = new StringBuilder("\"HTSInfoFile\", Version 1.0\r\n\"Description\", \"two\r\nlines\"\r\n");
        text.Append($"\"TimePoints\", {timePoints}\r\n\"XWells\", {columns}\r\n\"YWells\", {rows}\r\n");
        for (int row = 0; row < rows; row++)
        {
            text.Append($"\"WellsSelection{row + 1}\", {string.Join(", ", Enumerable.Range(0, columns).Select(column => selected.Contains(new WellId(row, column)) ? "TRUE" : "FALSE"))}\r\n");
        }
        text.Append(sites > 1 ? $"\"Sites\", TRUE\r\n\"XSites\", {sites}\r\n\"YSites\", 1\r\n\"SiteSelection1\", {string.Join(", ", Enumerable.Repeat("TRUE", sites))}\r\n" : "\"Sites\", FALSE\r\n");
        text.Append($"\"NWavelengths\", {waves.Length}\r\n");
        for (int i = 0; i < waves.Length; i++)
        {
            text.Append($"\"WaveName{i + 1}\", \"{waves[i]}\"\r\n");
        }
        return text.Append("\"EndFile\"\r\n").ToString();
    }

    public PlateLayout Read(LayoutOptions? options = null) => PlateLayoutReader.Read(Folder, options ?? new LayoutOptions());

    public LayoutException Fault(LayoutOptions? options = null) => Assert.Throws<LayoutException>(() => Read(options));

    /// <summary>Fields as text: <c>1 A01 f1 NAME</c>, a dash where there is no file.</summary>
    public string[] Fields(LayoutOptions? options = null) =>
        [.. Read(options).Fields.Select(field => $"{field.Key.Acquisition} {field.Key.Well} f{field.Key.Field.Value} {(field.Path is null ? "-" : Path.GetFileName(field.Path))}")];

    public void Dispose() => Directory.Delete(Root, recursive: true);
}
