using System.Text;

namespace CellCluster.Imaging;

/// <summary>The entries of one TIFF page by tag; every value is known to lie within the file.</summary>
internal sealed class TiffDirectory
{
    private readonly ImageSource _source;
    private readonly TiffStructure _structure;
    private readonly Dictionary<ushort, Entry> _entries = [];

    private TiffDirectory(ImageSource source, TiffStructure structure, long offset)
    {
        _source = source;
        _structure = structure;
        Offset = offset;
    }

    private readonly record struct Entry(ushort Type, long Count, long ValueOffset);

    /// <summary>Where the page's table starts in the file.</summary>
    public long Offset { get; }

    public static TiffDirectory Parse(ImageSource source, TiffStructure structure, long offset, ReadOnlySpan<byte> table)
    {
        var directory = new TiffDirectory(source, structure, offset);
        int entryBytes = structure.Big ? 20 : 12;
        int inlineBytes = structure.Big ? 8 : 4;
        long first = offset + (structure.Big ? 8 : 2);
        long total = 0;
        for (int at = 0; at < table.Length; at += entryBytes)
        {
            ReadOnlySpan<byte> entry = table.Slice(at, entryBytes);
            ushort tag = structure.U16(entry);
            ushort type = structure.U16(entry[2..]);
            long count = structure.Big ? structure.Offset(entry[4..]) : structure.U32(entry[4..]);
            int size = SizeOf(type);
            if (size == 0)
            {
                continue; // a type of a later specification: its value cannot be one that is needed here
            }
            ReadOnlySpan<byte> value = entry[^inlineBytes..];
            long bytes = count > source.Length ? long.MaxValue : count * size;
            long at0 = first + at + entryBytes - inlineBytes;
            if (bytes > inlineBytes)
            {
                at0 = structure.Big ? structure.Offset(value) : structure.U32(value);
                if (at0 > source.Length - bytes || bytes > source.Length)
                {
                    throw source.Truncated($"tag {tag} with {count} values", at0, bytes);
                }
                total += bytes;
            }
            directory._entries.TryAdd(tag, new Entry(type, count, at0)); // the first of two counts, as in libtiff
        }
        // Values that overlap could make a small file ask for its own size thousands of times over.
        return total <= source.Length ? directory : throw source.Corrupt($"a page whose values take {total} bytes", $"at most the {source.Length} of the file");
    }

    public bool Has(TiffTags tag) => _entries.ContainsKey((ushort)tag);

    public long Count(TiffTags tag) => _entries.TryGetValue((ushort)tag, out Entry entry) ? entry.Count : 0;

    /// <summary>The first value of an unsigned tag, or <paramref name="missing"/>.</summary>
    public long Number(TiffTags tag, long missing) => Has(tag) ? Numbers(tag, 1)[0] : missing;

    /// <summary>The first value of an unsigned tag that every page has.</summary>
    public long Required(TiffTags tag) => Has(tag) ? Numbers(tag, 1)[0] : throw _source.Corrupt($"a page without {tag}", "every page to have it");

    /// <summary>The first <paramref name="count"/> values of an unsigned tag.</summary>
    public long[] Numbers(TiffTags tag, long count)
    {
        Entry entry = _entries[(ushort)tag];
        int size = SizeOf(entry.Type);
        if (entry.Type is not (1 or 3 or 4 or 13 or 16 or 18))
        {
            throw _source.Corrupt($"{tag} of type {entry.Type}", "an unsigned integer type");
        }
        if (entry.Count < count)
        {
            throw _source.Corrupt($"{entry.Count} values of {tag}", $"{count}");
        }
        byte[] bytes = new byte[count * size];
        _source.ReadExactlyAt(entry.ValueOffset, bytes, tag.ToString());
        long[] numbers = new long[count];
        for (int i = 0; i < numbers.Length; i++)
        {
            ReadOnlySpan<byte> at = bytes.AsSpan(i * size, size);
            numbers[i] = size switch
            {
                1 => at[0],
                2 => _structure.U16(at),
                4 => _structure.U32(at),
                _ => _structure.Offset(at),
            };
        }
        return numbers;
    }

    /// <summary>The first value of a tag of 16 or 32 bits; null where it is missing or of another type.</summary>
    public long? TryNumber(TiffTags tag) => _entries.TryGetValue((ushort)tag, out Entry entry) && entry.Type is 3 or 4 && entry.Count > 0 ? Numbers(tag, 1)[0] : null;

    /// <summary>The first value of a tag of type rational, above 0; null where it is missing, of another type or without a value.</summary>
    public double? Ratio(TiffTags tag)
    {
        if (!_entries.TryGetValue((ushort)tag, out Entry entry) || entry.Type != 5 || entry.Count < 1)
        {
            return null;
        }
        byte[] bytes = new byte[8];
        _source.ReadExactlyAt(entry.ValueOffset, bytes, tag.ToString());
        (double above, double below) = (_structure.U32(bytes), _structure.U32(bytes.AsSpan(4)));
        return above > 0 && below > 0 ? above / below : null;
    }

    /// <summary>A text up to its first NUL, as UTF-8 where it is that, else as Latin-1; null when the tag is missing.</summary>
    public string? Text(TiffTags tag)
    {
        if (!_entries.TryGetValue((ushort)tag, out Entry entry))
        {
            return null;
        }
        if (entry.Type is not (1 or 2 or 7))
        {
            throw _source.Corrupt($"{tag} of type {entry.Type}", "text");
        }
        byte[] bytes = new byte[entry.Count];
        _source.ReadExactlyAt(entry.ValueOffset, bytes, tag.ToString());
        int end = Array.IndexOf(bytes, (byte)0);
        ReadOnlySpan<byte> text = end < 0 ? bytes : bytes.AsSpan(0, end);
        return System.Text.Unicode.Utf8.IsValid(text) ? Encoding.UTF8.GetString(text) : Encoding.Latin1.GetString(text);
    }

    // TIFF 6.0 section 2 and BigTIFF: bytes per value, by type; 0 = not known
    private static int SizeOf(ushort type) => type switch
    {
        1 or 2 or 6 or 7 => 1,
        3 or 8 => 2,
        4 or 9 or 11 or 13 => 4,
        5 or 10 or 12 or 16 or 17 or 18 => 8,
        _ => 0,
    };
}
