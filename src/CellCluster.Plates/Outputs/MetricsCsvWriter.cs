using System.Security.Cryptography;
using System.Text;

namespace CellCluster.Plates;

/// <summary>Writes <c>metrics.csv</c> field by field, in the order of keys; holds one field at a time.</summary>
public sealed class MetricsCsvWriter : IDisposable
{
    private readonly MetricsTable _table;
    private readonly Stream _stream;
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private FieldKey? _last;

    /// <summary>Writes the header. The stream stays the caller's.</summary>
    public MetricsCsvWriter(Stream stream, MetricsTable table)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(table);
        (_stream, _table) = (stream, table);
        Append(table.Header);
    }

    /// <summary>SHA-256 over everything written so far, hex.</summary>
    public string ContentHash => Convert.ToHexStringLower(_hash.GetCurrentHash());

    /// <summary>Writes the rows of a field.</summary>
    /// <exception cref="ArgumentException">The field does not come after the last one: the table would not be canonical.</exception>
    public void Add(FieldRow field)
    {
        ArgumentNullException.ThrowIfNull(field);
        if (_last is FieldKey last && last.CompareTo(field.Key) >= 0)
        {
            throw new ArgumentException($"plate {_table.PlateId}: {field.Key} comes after {last}; fields are written in the order of their keys, each once.", nameof(field));
        }
        _last = field.Key;
        Append(_table.Lines(field));
    }

    /// <inheritdoc/>
    public void Dispose() => _hash.Dispose();

    private void Append(string text)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        _stream.Write(bytes);
        _hash.AppendData(bytes);
    }
}
