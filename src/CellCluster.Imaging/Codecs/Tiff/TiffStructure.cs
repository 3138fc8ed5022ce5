using System.Buffers.Binary;

namespace CellCluster.Imaging;

/// <summary>The chain of pages of a TIFF, checked: no loop, nothing outside the file, no more pages than the limit.</summary>
/// <remarks>Source: TIFF 6.0, section 2; BigTIFF as libtiff documents it. Only tables of entries are read here, no values.</remarks>
internal sealed class TiffStructure
{
    private const int LargestEntryCount = 65_535; // what classic TIFF can count; BigTIFF could claim 2^64

    private readonly ImageSource _source;
    private readonly List<long> _directories = [];

    private TiffStructure(ImageSource source, bool bigEndian, bool big)
    {
        _source = source;
        BigEndian = bigEndian;
        Big = big;
    }

    public bool BigEndian { get; }

    /// <summary>Whether this is BigTIFF: 8-byte offsets.</summary>
    public bool Big { get; }

    public int PageCount => _directories.Count;

    private int EntryBytes => Big ? 20 : 12;

    private int CountBytes => Big ? 8 : 2;

    private int PointerBytes => Big ? 8 : 4;

    public static TiffStructure Read(ImageSource source, ImageLimits limits)
    {
        Span<byte> head = stackalloc byte[16];
        source.ReadExactlyAt(0, head[..8], "the header");
        var structure = new TiffStructure(source, bigEndian: head[0] == (byte)'M', big: (head[2] | head[3]) == 43);
        long next;
        if (structure.Big)
        {
            source.ReadExactlyAt(0, head, "the header");
            if (structure.U16(head[4..]) != 8)
            {
                throw source.Corrupt($"a BigTIFF with offsets of {structure.U16(head[4..])} bytes", "8");
            }
            next = structure.Offset(head[8..]);
        }
        else
        {
            next = structure.U32(head[4..]);
        }
        structure.Walk(next, limits);
        return structure;
    }

    /// <summary>Entries of page <paramref name="page"/>, whose values are known to lie within the file.</summary>
    public TiffDirectory Directory(int page)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(page);
        if (page >= PageCount)
        {
            throw new ImageFormatException(
                _source.Name, ImageFault.Truncated, $"{PageCount} page(s)", $"a page {page} (counted from 0)", "ask for a page that is there, or export the file again");
        }
        long offset = _directories[page];
        int count = EntryCount(offset);
        byte[] table = new byte[count * EntryBytes];
        _source.ReadExactlyAt(offset + CountBytes, table, "the table of page " + page);
        return TiffDirectory.Parse(_source, this, offset, table);
    }

    public ushort U16(ReadOnlySpan<byte> at) => BigEndian ? BinaryPrimitives.ReadUInt16BigEndian(at) : BinaryPrimitives.ReadUInt16LittleEndian(at);

    public uint U32(ReadOnlySpan<byte> at) => BigEndian ? BinaryPrimitives.ReadUInt32BigEndian(at) : BinaryPrimitives.ReadUInt32LittleEndian(at);

    /// <summary>An unsigned 64-bit number, or an error where it is above 2^63: no file is that large.</summary>
    public long Offset(ReadOnlySpan<byte> at)
    {
        ulong value = BigEndian ? BinaryPrimitives.ReadUInt64BigEndian(at) : BinaryPrimitives.ReadUInt64LittleEndian(at);
        return value <= long.MaxValue ? (long)value : throw _source.Corrupt($"a number of {value}", "at most 2^63 - 1");
    }

    private void Walk(long next, ImageLimits limits)
    {
        var seen = new HashSet<long>();
        Span<byte> pointer = stackalloc byte[8];
        while (next != 0)
        {
            if (!seen.Add(next))
            {
                throw _source.Corrupt($"page {_directories.Count} at byte {next}, where an earlier page is: a loop", "a chain of pages that ends");
            }
            if (_directories.Count == limits.LargestPageCount)
            {
                throw new ImageFormatException(
                    _source.Name, ImageFault.TooLarge, $"more than {limits.LargestPageCount} pages", "no more", "split the file or raise LargestPageCount");
            }
            long end = next + CountBytes + ((long)EntryCount(next) * EntryBytes);
            Span<byte> at = pointer[..PointerBytes];
            _source.ReadExactlyAt(end, at, $"the table of page {_directories.Count}");
            _directories.Add(next);
            next = Big ? Offset(at) : U32(at);
        }
        if (_directories.Count == 0)
        {
            throw _source.Corrupt("a TIFF without pages", "at least one page");
        }
    }

    private int EntryCount(long directory)
    {
        Span<byte> head = stackalloc byte[8];
        Span<byte> at = head[..CountBytes];
        _source.ReadExactlyAt(directory, at, "a page");
        long count = Big ? Offset(at) : U16(at);
        return count is > 0 and <= LargestEntryCount
            ? (int)count
            : throw _source.Corrupt($"a page of {count} entries at byte {directory}", $"1 to {LargestEntryCount}");
    }
}
