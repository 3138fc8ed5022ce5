using System.Text.Encodings.Web;
using System.Text.Json;
using CellCluster.Analysis;

namespace CellCluster.Plates;

/// <summary>What a manifest says of the whole plate.</summary>
/// <param name="Fingerprint">Identity of the run.</param>
/// <param name="Model">Name and version of the model.</param>
/// <param name="Revision">How often the plate was completed, from 1.</param>
public sealed record ManifestHeader(string Fingerprint, string Model, int Revision);

/// <summary>Writes <c>manifest.json</c> field by field, in the order of keys (docs/formats/manifest.md).</summary>
/// <remarks>Canonical: keys sorted, two blanks per level, LF, no times and no machine; the same results give the same bytes for any number of
/// lanes and any order of completion. Use: construct, Add every expected field, Complete.</remarks>
public sealed class ManifestWriter : IDisposable
{
    /// <summary>The value of the key <c>format</c>.</summary>
    public const string Format = "cellcluster.manifest/1";

    private readonly MetricsTable _table;
    private readonly ManifestHeader _header;
    private readonly Utf8JsonWriter _json;
    private readonly SortedDictionary<string, int> _gaps = new(StringComparer.Ordinal);
    private int _done;
    private int _open;
    private FieldKey? _last;

    /// <summary>Starts a manifest. The stream stays the caller's.</summary>
    public ManifestWriter(Stream stream, MetricsTable table, ManifestHeader header)
    {
        ArgumentNullException.ThrowIfNull(table);
        ArgumentNullException.ThrowIfNull(header);
        (_table, _header) = (table, header);
        // Names stay readable: this is a JSON file, never a part of a web page.
        _json = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true, IndentSize = 2, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
        _json.WriteStartObject();
        _json.WriteString("batch", table.Batch);
        _json.WriteStartArray("fields");
    }

    /// <summary>Writes one field.</summary>
    /// <exception cref="ArgumentException">The field does not come after the last one.</exception>
    public void Add(FieldRow field)
    {
        ArgumentNullException.ThrowIfNull(field);
        if (_last is FieldKey last && last.CompareTo(field.Key) >= 0)
        {
            throw new ArgumentException($"plate {_table.PlateId}: {field.Key} comes after {last}; fields are written in the order of their keys, each once.", nameof(field));
        }
        _last = field.Key;
        _json.WriteStartObject();
        _json.WriteNumber("acquisition", field.Key.Acquisition);
        _json.WriteNumber("field", field.Key.Field.Value);
        _json.WriteStartObject("files");
        foreach (OutputFile file in field.Files.OrderBy(file => file.Path, StringComparer.Ordinal))
        {
            _json.WriteString(file.Path, file.ContentHash);
        }
        _json.WriteEndObject();
        _json.WriteStartArray("flags");
        foreach (string flag in field.Flags.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal))
        {
            _json.WriteStringValue(flag);
        }
        _json.WriteEndArray();
        _json.WriteString("gapCode", field.GapCode);
        _json.WriteString("metrics", ContentHash.OfText(_table.Lines(field)));
        _json.WriteString("reason", field.Reason);
        _json.WriteString("source", field.Source);
        _json.WriteString("state", field.Status.ToText());
        _json.WriteString("well", field.Key.Well.ToString());
        _json.WriteEndObject();
        Count(field);
        _json.Flush();
    }

    /// <summary>Ends the manifest.</summary>
    /// <param name="tables">Hashes of the tables written beside it, by file name: <c>metrics.csv</c>, …</param>
    public void Complete(IReadOnlyDictionary<string, string> tables)
    {
        ArgumentNullException.ThrowIfNull(tables);
        int gaps = _gaps.Values.Sum();
        _json.WriteEndArray();
        _json.WriteString("fingerprint", _header.Fingerprint);
        _json.WriteString("format", Format);
        _json.WriteString("model", _header.Model);
        _json.WriteStartArray("organelles");
        foreach (Organelle organelle in _table.Organelles)
        {
            _json.WriteStringValue(organelle.ToText());
        }
        _json.WriteEndArray();
        _json.WriteString("plate", _table.PlateId);
        _json.WriteNumber("revision", _header.Revision);
        _json.WriteString("state", _open > 0 ? "running" : gaps > 0 ? "complete-with-gaps" : "complete");
        _json.WriteStartObject("summary");
        _json.WriteNumber("done", _done);
        _json.WriteNumber("expected", _done + _open + gaps);
        _json.WriteStartObject("gapCodes");
        foreach ((string code, int count) in _gaps)
        {
            _json.WriteNumber(code, count);
        }
        _json.WriteEndObject();
        _json.WriteNumber("gaps", gaps);
        _json.WriteEndObject();
        _json.WriteStartObject("tables");
        foreach ((string name, string hash) in tables.OrderBy(table => table.Key, StringComparer.Ordinal))
        {
            _json.WriteString(name, hash);
        }
        _json.WriteEndObject();
        _json.WriteEndObject();
        _json.Flush();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        // Dispose flushes what a fault left half-written; the atomic file drops it.
        _json.Dispose();
    }

    private void Count(FieldRow field)
    {
        switch (field.Status)
        {
            case FieldStatus.Done:
                _done++;
                break;
            case FieldStatus.Gap:
                _gaps[field.GapCode] = _gaps.GetValueOrDefault(field.GapCode) + 1;
                break;
            default:
                _open++;
                break;
        }
    }
}
