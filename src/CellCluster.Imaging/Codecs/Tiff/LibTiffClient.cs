using System.Runtime.ExceptionServices;
using BitMiracle.LibTiff.Classic;

namespace CellCluster.Imaging;

/// <summary>What one use of LibTiff.NET reads from or writes to, and what it complained of.</summary>
/// <remarks>
/// LibTiff.NET reports through one handler of the process, by default to the console, and passes on the client object of the file: the
/// handler set here gives every message to the client it belongs to, and messages of others to nobody.
/// </remarks>
internal sealed class LibTiffClient
{
    private readonly ClientStream _stream;
    private readonly List<string> _errors = [];
    private ExceptionDispatchInfo? _ioFailure;

    static LibTiffClient() => Tiff.SetErrorHandler(new Handler());

    public LibTiffClient(Stream stream) => _stream = new ClientStream(this, stream);

    /// <summary>Whether anything was complained of so far.</summary>
    public bool HasFailed => _errors.Count > 0 || _ioFailure is not null;

    /// <summary>All complaints in one line.</summary>
    public string Messages => _errors.Count == 0 ? "no reason given" : string.Join("; ", _errors);

    public Tiff Open(string name, string mode) => Tiff.ClientOpen(name, mode, this, _stream) ?? throw Failure(name, "opening");

    /// <summary>Throws the error of the disk itself if there was one.</summary>
    public void ThrowIoFailure() => _ioFailure?.Throw();

    /// <summary>Throws if there was any complaint.</summary>
    public void ThrowIfFailed(string name)
    {
        if (HasFailed)
        {
            throw Failure(name, "writing");
        }
    }

    /// <summary>An error to throw: that of the disk itself if there was one, else what LibTiff.NET said.</summary>
    public Exception Failure(string name, string doing)
    {
        ThrowIoFailure();
        return new IOException($"{name}: {doing} failed: {Messages}");
    }

    // LibTiff.NET swallows some exceptions of its stream: the first one is kept for the caller.
    private long Guard(Func<long> action, long failed)
    {
        try
        {
            return action();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            _ioFailure ??= ExceptionDispatchInfo.Capture(e);
            return failed;
        }
    }

    private sealed class ClientStream(LibTiffClient owner, Stream inner) : TiffStream
    {
        public override int Read(object clientData, byte[] buffer, int offset, int count) =>
            (int)owner.Guard(() => inner.ReadAtLeast(buffer.AsSpan(offset, count), count, throwOnEndOfStream: false), failed: 0);

        public override void Write(object clientData, byte[] buffer, int offset, int count) =>
            owner.Guard(
                () =>
                {
                    inner.Write(buffer, offset, count);
                    return count;
                },
                failed: 0);

        public override long Seek(object clientData, long offset, SeekOrigin origin) => owner.Guard(() => inner.Seek(offset, origin), failed: -1);

        public override long Size(object clientData) => inner.Length;

        public override void Close(object clientData)
        {
            // whoever opened the stream closes it
        }
    }

    private sealed class Handler : TiffErrorHandler
    {
        private const int LargestMessageCount = 8; // the first ones name the cause; a damaged file can make thousands

        public override void ErrorHandler(Tiff tif, string method, string format, params object[] args)
        {
        }

        public override void WarningHandler(Tiff tif, string method, string format, params object[] args)
        {
        }

        public override void WarningHandlerExt(Tiff tif, object clientData, string method, string format, params object[] args)
        {
        }

        public override void ErrorHandlerExt(Tiff tif, object clientData, string method, string format, params object[] args)
        {
            if (clientData is LibTiffClient client && client._errors.Count < LargestMessageCount)
            {
                client._errors.Add(args is { Length: > 0 } ? $"{method}: {string.Format(format, args)}" : $"{method}: {format}");
            }
        }
    }
}
