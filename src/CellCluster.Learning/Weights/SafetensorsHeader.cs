using System.Buffers.Binary;
using System.Text;
using System.Text.Json;
using CellCluster.Pipeline;

namespace CellCluster.Learning;

/// <summary>The header of a safetensors file: its tensors and its text metadata, checked before any memory for tensors is taken.</summary>
/// <remarks>
/// Layout: u64 little-endian length of the header, the header (JSON, an object from tensor name to dtype, shape and data_offsets, and the
/// optional <c>__metadata__</c> from text to text), then the bytes of the tensors. Checked: length within the file and below
/// <see cref="LargestHeaderBytes"/>; names unique; offsets tile the rest of the file without gap or overlap, as the format demands;
/// every size is element size times shape. Source: github.com/huggingface/safetensors, "Format".
/// </remarks>
public sealed class SafetensorsHeader
{
    /// <summary>A header of the network takes 10 KB; above this the file is refused.</summary>
    public const int LargestHeaderBytes = 16 << 20;

    private const string MetadataKey = "__metadata__";

    private SafetensorsHeader(long dataBegin, IReadOnlyDictionary<string, SafetensorsEntry> entries, IReadOnlyDictionary<string, string> metadata)
    {
        DataBegin = dataBegin;
        Entries = entries;
        Metadata = metadata;
    }

    /// <summary>Where the tensors begin, bytes from the start of the file.</summary>
    public long DataBegin { get; }

    /// <summary>All tensors by name.</summary>
    public IReadOnlyDictionary<string, SafetensorsEntry> Entries { get; }

    /// <summary>Free text by key.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; }

    /// <summary>Reads and checks the header at the start of <paramref name="file"/>.</summary>
    /// <param name="file">Seekable, at its start.</param>
    /// <param name="path">For messages.</param>
    /// <exception cref="ModelFileException">The header is damaged, or the file is shorter or longer than it says.</exception>
    public static SafetensorsHeader Read(Stream file, string path)
    {
        ArgumentNullException.ThrowIfNull(file);
        Span<byte> lengthBytes = stackalloc byte[8];
        if (file.Length < 8)
        {
            throw new ModelFileException(path, $"{file.Length} bytes are too few for a safetensors file, which begins with the 8-byte length of its header");
        }
        file.ReadExactly(lengthBytes);
        ulong length = BinaryPrimitives.ReadUInt64LittleEndian(lengthBytes);
        if (length < 2 || length > LargestHeaderBytes || (long)length > file.Length - 8)
        {
            throw new ModelFileException(path,
                $"the header claims {length} bytes; 2 to {Math.Min(LargestHeaderBytes, file.Length - 8)} are possible, so this is no safetensors file, or it is truncated");
        }
        byte[] json = new byte[(int)length];
        file.ReadExactly(json);
        return Parse(json, file.Length - 8 - (long)length, path);
    }

    private static SafetensorsHeader Parse(byte[] json, long dataBytes, string path)
    {
        var entries = new Dictionary<string, SafetensorsEntry>(StringComparer.Ordinal);
        var metadata = new Dictionary<string, string>(StringComparer.Ordinal);
        try
        {
            using JsonDocument document = JsonDocument.Parse(json);
            foreach (JsonProperty property in document.RootElement.EnumerateObject())
            {
                if (string.Equals(property.Name, MetadataKey, StringComparison.Ordinal))
                {
                    foreach (JsonProperty pair in property.Value.EnumerateObject())
                    {
                        metadata[pair.Name] = pair.Value.GetString() ?? string.Empty;
                    }
                }
                else if (!entries.TryAdd(property.Name, ParseEntry(property, path)))
                {
                    throw new ModelFileException(path, $"the header names the tensor {property.Name} twice");
                }
            }
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException or KeyNotFoundException or FormatException or DecoderFallbackException)
        {
            throw new ModelFileException(path, $"the header is not the JSON of a safetensors file: {fault.Message}", fault);
        }
        CheckOffsets(entries.Values, dataBytes, path);
        return new SafetensorsHeader(8 + json.Length, entries, metadata);
    }

    private static SafetensorsEntry ParseEntry(JsonProperty property, string path)
    {
        string? dtype = property.Value.GetProperty("dtype").GetString();
        WeightType type = dtype switch
        {
            "F32" => WeightType.Float32,
            "F16" => WeightType.Float16,
            _ => throw new ModelFileException(path, $"{property.Name} has the type {dtype}; F32 or F16 is expected"),
        };
        long[] shape = [.. property.Value.GetProperty("shape").EnumerateArray().Select(static size => size.GetInt64())];
        long[] offsets = [.. property.Value.GetProperty("data_offsets").EnumerateArray().Select(static offset => offset.GetInt64())];
        if (offsets.Length != 2)
        {
            throw new ModelFileException(path, $"{property.Name} has {offsets.Length} data offsets; begin and end are expected");
        }
        Int128 bytes = SafetensorsEntry.BytesOf(type);
        foreach (long size in shape)
        {
            if (size < 0 || size > int.MaxValue || (bytes *= size) > long.MaxValue)
            {
                throw new ModelFileException(path, $"{property.Name} has the impossible shape {SafetensorsEntry.Text(shape)}");
            }
        }
        if (offsets[0] < 0 || (Int128)offsets[1] - offsets[0] != bytes)
        {
            throw new ModelFileException(path,
                $"{property.Name}: the offsets {offsets[0]}..{offsets[1]} do not hold {SafetensorsEntry.Text(shape)} of {dtype}, which are {bytes} bytes");
        }
        return new SafetensorsEntry(property.Name, type, shape, offsets[0], offsets[1]);
    }

    private static void CheckOffsets(IEnumerable<SafetensorsEntry> entries, long dataBytes, string path)
    {
        long end = 0;
        foreach (SafetensorsEntry entry in entries.OrderBy(static entry => entry.Begin).ThenBy(static entry => entry.End))
        {
            if (entry.Begin != end)
            {
                throw new ModelFileException(path,
                    $"{entry.Name} begins at byte {entry.Begin} of the data, {(entry.Begin < end ? "inside the tensor before it" : "after a gap")}; {end} is expected");
            }
            end = entry.End;
        }
        if (end != dataBytes)
        {
            throw new ModelFileException(path, end > dataBytes
                ? $"the file is truncated: the header claims {end} bytes of tensors, {dataBytes} are there"
                : $"{dataBytes - end} bytes follow the last tensor; none are expected");
        }
    }
}
