using System.Buffers;

namespace CellCluster.Pipeline;

/// <summary>A picture of three bytes per pixel, red, green, blue, row by row. Its memory is pooled: dispose it once, and do not touch its pixels afterwards.</summary>
/// <param name="height">Rows.</param>
/// <param name="width">Columns.</param>
public sealed class RgbPicture(int height, int width) : IDisposable
{
    private byte[]? _rented = ArrayPool<byte>.Shared.Rent(checked(height * width * 3));

    /// <summary>Rows.</summary>
    public int Height => height;

    /// <summary>Columns.</summary>
    public int Width => width;

    /// <summary>height * width * 3 bytes; undefined until written.</summary>
    /// <exception cref="ObjectDisposedException">It was given back.</exception>
    public Span<byte> Pixels => (_rented ?? throw new ObjectDisposedException(nameof(RgbPicture))).AsSpan(0, height * width * 3);

    /// <summary>Gives the memory back.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _rented, null) is { } rented)
        {
            ArrayPool<byte>.Shared.Return(rented);
        }
    }
}
