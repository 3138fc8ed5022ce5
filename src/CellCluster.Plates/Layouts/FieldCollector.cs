namespace CellCluster.Plates;

/// <summary>Gathers the files of a plate by field and refuses two files for one field; gathers what could not be placed.</summary>
internal sealed class FieldCollector(string folder)
{
    private readonly SortedDictionary<FieldKey, FieldSource> _fields = [];
    private readonly SortedDictionary<string, SortedSet<string>> _unplaced = new(StringComparer.Ordinal);
    private readonly List<LayoutRemark> _remarks = [];

    /// <summary>Fields with a file so far.</summary>
    public IReadOnlyCollection<FieldKey> Keys => _fields.Keys;

    /// <summary>Puts a file to its field.</summary>
    /// <exception cref="LayoutException">The field has a file already, as with A01 beside a01 or A1.</exception>
    public void Add(FieldKey key, string path, int page = 0)
    {
        if (!_fields.TryAdd(key, new FieldSource(key, path, page)))
        {
            throw new LayoutException(folder, $"two files for {key}: {Name(_fields[key].Path!)} and {Name(path)}", "one file per field", "remove one, or name the fields in a fields.csv");
        }
    }

    /// <summary>Notes a file that belongs to no expected field; files of one code and reason become one remark.</summary>
    public void Unplaced(string reason, string path)
    {
        if (!_unplaced.TryGetValue(reason, out SortedSet<string>? files))
        {
            _unplaced.Add(reason, files = new SortedSet<string>(StringComparer.Ordinal));
        }
        files.Add(Name(path));
    }

    /// <summary>Notes something else.</summary>
    public void Remark(string code, string text) => _remarks.Add(new LayoutRemark(code, text));

    /// <summary>The fields that have a file.</summary>
    public IReadOnlyList<FieldSource> Found() => [.. _fields.Values];

    /// <summary>Exactly the expected fields: those without a file have a null path, files of other fields are remarks.</summary>
    public IReadOnlyList<FieldSource> Found(IReadOnlySet<FieldKey> expected)
    {
        foreach (FieldSource source in _fields.Values)
        {
            if (!expected.Contains(source.Key))
            {
                Unplaced("of fields that the plate file does not select", source.Path!);
            }
        }
        FieldSource[] fields = [.. expected.Order().Select(key => _fields.GetValueOrDefault(key) ?? new FieldSource(key, null))];
        int missing = fields.Count(field => field.Path is null);
        if (missing > 0)
        {
            IEnumerable<string> first = fields.Where(field => field.Path is null).Take(5).Select(field => field.Key.ToString());
            Remark("missing", $"{Count(missing, "field")} of {fields.Length} without a file: {string.Join("; ", first)}{(missing > 5 ? "; …" : "")}");
        }
        return fields;
    }

    /// <summary>All remarks, unplaced files last.</summary>
    public IReadOnlyList<LayoutRemark> Remarks() =>
    [
        .. _remarks,
        .. _unplaced.Select(group => new LayoutRemark("unplaced", $"{Count(group.Value.Count, "file")} {group.Key}: {string.Join(", ", group.Value.Take(5))}{(group.Value.Count > 5 ? ", …" : "")}")),
    ];

    /// <summary>A path as a person reads it: below the plate folder, with forward slashes.</summary>
    public string Name(string path) => Path.GetRelativePath(folder, path).Replace('\\', '/');

    private static string Count(int count, string noun) => count == 1 ? $"1 {noun}" : $"{count} {noun}s";
}
