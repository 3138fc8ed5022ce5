using System.Text;
using CellCluster.Analysis;

namespace CellCluster.Plates;

/// <summary>The lines of tables of objects and of cells (docs/formats/objects.md, docs/formats/cells.md). Canonical, as <see cref="CsvFormat"/> says.</summary>
public static class ObjectCsv
{
    private static readonly string[] s_place = ["plate", "acquisition", "well", "field"];

    /// <summary>Names of the columns of an object, without those of its parent.</summary>
    public static IReadOnlyList<string> ObjectNames { get; } = ["id", .. ObjectColumns.All.Select(column => column.Name)];

    /// <summary>The header of a table of objects of a plate.</summary>
    public static string ObjectHeader { get; } = Line([.. s_place, "organelle", .. ObjectNames, .. ObjectColumns.Parent.Select(column => column.Name)]);

    /// <summary>The header of a table of cells of a plate.</summary>
    public static string CellHeader { get; } = Line([.. s_place, .. CellColumns.All.Select(column => column.Name)]);

    /// <summary>The lines of one organelle of a field, by id. Columns of the parent are empty where nuclei were not measured, and for nuclei.</summary>
    public static string ObjectLines(string plateId, FieldKey key, ObjectTable table)
    {
        ArgumentNullException.ThrowIfNull(table);
        var text = new StringBuilder();
        string start = string.Join(',', [.. Place(plateId, key), table.Organelle.ToText()]);
        string noParent = new(',', ObjectColumns.Parent.Count);
        for (int i = 0; i < table.Objects.Count; i++)
        {
            text.Append(start);
            AppendObject(text, table.Objects[i]);
            if (table.Parents is { } parents)
            {
                ParentLink parent = parents[i];
                foreach (MeasuredColumn<ParentLink> column in ObjectColumns.Parent)
                {
                    text.Append(',').Append(CsvFormat.Number(column.Value(parent)));
                }
            }
            else
            {
                text.Append(noParent);
            }
            text.Append('\n');
        }
        return text.ToString();
    }

    /// <summary>The lines of a field's cells, by nucleus.</summary>
    public static string CellLines(string plateId, FieldKey key, IReadOnlyList<CellMeasurement> cells)
    {
        ArgumentNullException.ThrowIfNull(cells);
        var text = new StringBuilder();
        string start = string.Join(',', Place(plateId, key));
        foreach (CellMeasurement cell in cells)
        {
            text.Append(start);
            foreach (MeasuredColumn<CellMeasurement> column in CellColumns.All)
            {
                text.Append(',').Append(CsvFormat.Number(column.Value(cell)));
            }
            text.Append('\n');
        }
        return text.ToString();
    }

    /// <summary>Appends <see cref="ObjectNames"/> of an object, each after a comma.</summary>
    public static void AppendObject(StringBuilder text, ObjectMeasurement one)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(one);
        text.Append(',').Append(CsvFormat.Number(one.Id));
        foreach (MeasuredColumn<ObjectMeasurement> column in ObjectColumns.All)
        {
            text.Append(',').Append(CsvFormat.Number(column.Value(one)));
        }
    }

    private static string[] Place(string plateId, FieldKey key) =>
        [CsvFormat.Text(plateId), CsvFormat.Number(key.Acquisition), key.Well.ToString(), CsvFormat.Number(key.Field.Value)];

    private static string Line(IEnumerable<string> cells) => string.Join(',', cells) + "\n";
}
