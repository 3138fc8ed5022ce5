using Microsoft.Win32.SafeHandles;

namespace CellCluster.Imaging;

/// <summary>The bytes of an image file, read at any place: a file on disk or an array.</summary>
internal abstract class ImageSource : IDisposable
{
    private protected ImageSource(string name, long length)
    {
        Name = name;
        Length = length;
    }

    /// <summary>Path, or the name for errors.</summary>
    public string Name { get; }

    /// <summary>Bytes in all, as of opening.</summary>
    public long Length { get; }

    public static ImageSource Open(string path) => new FileSource(path);

    public static ImageSource Over(byte[] content, string name) => new ArraySource(content, name);

    /// <summary>Reads up to <paramref name="target"/>.Length bytes at <paramref name="offset"/>; fewer only at the end.</summary>
    public abstract int ReadAt(long offset, Span<byte> target);

    /// <summary>Fills <paramref name="target"/> from <paramref name="offset"/> or says that <paramref name="what"/> is cut off.</summary>
    public void ReadExactlyAt(long offset, Span<byte> target, string what)
    {
        int read = offset < 0 || offset > Length - target.Length ? -1 : ReadAt(offset, target);
        if (read != target.Length)
        {
            throw Truncated(what, offset, target.Length);
        }
    }

    /// <summary>An error for <paramref name="what"/> that does not fit into the file.</summary>
    public ImageFormatException Truncated(string what, long offset, long count) =>
        new(Name, ImageFault.Truncated, $"{what} at byte {offset} of a file of {Length} bytes", $"{count} bytes there", "the file is incomplete: copy or export it again");

    /// <summary>An error for content that contradicts itself.</summary>
    public ImageFormatException Corrupt(string found, string expected, Exception? inner = null) =>
        new(Name, ImageFault.Corrupt, found, expected, "the file is damaged: copy or export it again", inner);

    /// <summary>An error for a kind of file that is not read.</summary>
    public ImageFormatException Unsupported(string found, string expected, string advice = "export it as uncompressed grey TIFF of 8 or 16 bits") =>
        new(Name, ImageFault.Unsupported, found, expected, advice);

    public abstract void Dispose();

    private sealed class FileSource : ImageSource
    {
        private readonly SafeFileHandle _handle;

        public FileSource(string path)
            : this(path, File.OpenHandle(path))
        {
        }

        private FileSource(string path, SafeFileHandle handle)
            : base(path, RandomAccess.GetLength(handle)) => _handle = handle;

        public override int ReadAt(long offset, Span<byte> target)
        {
            int done = 0;
            while (done < target.Length)
            {
                int read = RandomAccess.Read(_handle, target[done..], offset + done);
                if (read == 0)
                {
                    break;
                }
                done += read;
            }
            return done;
        }

        public override void Dispose() => _handle.Dispose();
    }

    private sealed class ArraySource(byte[] content, string name) : ImageSource(name, content.Length)
    {
        public override int ReadAt(long offset, Span<byte> target)
        {
            if (offset >= content.Length)
            {
                return 0;
            }
            ReadOnlySpan<byte> rest = content.AsSpan((int)offset);
            int count = Math.Min(rest.Length, target.Length);
            rest[..count].CopyTo(target);
            return count;
        }

        public override void Dispose()
        {
        }
    }
}
