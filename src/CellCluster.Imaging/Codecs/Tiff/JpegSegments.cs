using System.Buffers;
using BitMiracle.LibTiff.Classic;

namespace CellCluster.Imaging;

/// <summary>Decompresses JPEG segments by LibTiff.NET, whose decoder is managed code: damaged data cannot end the process.</summary>
/// <remarks>Its complaints become the exception; the exceptions it throws on damaged data become <see cref="ImageFault.Corrupt"/>.</remarks>
internal sealed class JpegSegments : TiffSegments
{
    private readonly ImageSource _source;
    private readonly TiffPage _page;
    private readonly SourceStream _stream;
    private readonly LibTiffClient _client;
    private readonly Tiff _tiff;
    private byte[] _buffer = [];

    public JpegSegments(ImageSource source, TiffPage page)
    {
        _source = source;
        _page = page;
        _stream = new SourceStream(source);
        _client = new LibTiffClient(_stream);
        _tiff = Guard("the page", Open);
    }

    public override void Decode(int index, Span<byte> target)
    {
        if (_buffer.Length < target.Length)
        {
            ArrayPool<byte>.Shared.Return(_buffer);
            _buffer = ArrayPool<byte>.Shared.Rent(target.Length);
        }
        int count = target.Length;
        string what = $"{(_page.Tiled ? "tile" : "strip")} {index}";
        int read = Guard(
            what,
            () => _page.Tiled ? _tiff.ReadEncodedTile(index, _buffer, 0, count) : _tiff.ReadEncodedStrip(index, _buffer, 0, count));
        if (read != count)
        {
            throw _source.Corrupt($"{what} gives {read} bytes ({_client.Messages})", $"{count}");
        }
        _buffer.AsSpan(0, count).CopyTo(target);
    }

    public override void Dispose()
    {
        _tiff.Dispose();
        _stream.Dispose();
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = [];
    }

    private Tiff Open()
    {
        // h: read only the header, then go to the page itself; c: do not cut strips into smaller ones
        Tiff tiff = _client.Open(_source.Name, "rhc");
        if (!tiff.SetSubDirectory(_page.DirectoryOffset))
        {
            tiff.Dispose();
            throw _source.Corrupt($"a page that LibTiff does not take ({_client.Messages})", "a legal one");
        }
        if (_page.Photometric == TiffPhotometric.YCbCr)
        {
            tiff.SetField(TiffTag.JPEGCOLORMODE, JpegColorMode.RGB);
        }
        return tiff;
    }

    // LibTiff.NET runs out of its arrays on damaged data (index, null, argument, arithmetic errors and more): that is the file's fault.
    private T Guard<T>(string what, Func<T> action)
    {
        try
        {
            T result = action();
            _client.ThrowIoFailure();
            return _client.HasFailed ? throw _source.Corrupt($"{what}: {_client.Messages}", "data that decodes") : result;
        }
        catch (Exception e) when (e is not (IOException or OutOfMemoryException or ImageFormatException))
        {
            throw _source.Corrupt($"{what}: {e.Message}", "data that decodes", e);
        }
    }
}
