using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace CellCluster.Imaging;

/// <summary>One 2-D raster, index (y, x), size (height, width), origin top-left, row-major without gaps between rows.</summary>
/// <remarks>
/// A plane is reference-counted: it is born with one reference, <see cref="Retain"/> adds one, <see cref="Dispose"/> drops one, and the
/// last drop gives the memory back. Whoever receives a plane drops it; whoever keeps one while handing it on retains it first. Use after
/// the last drop throws <see cref="ObjectDisposedException"/>. Counting is thread-safe; pixels are not synchronised.
/// </remarks>
public abstract class Plane : IDisposable
{
    private static long s_live;
    private int _references = 1;

    private protected Plane(int height, int width)
    {
        _ = CountOf(height, width);
        Height = height;
        Width = width;
        Interlocked.Increment(ref s_live);
    }

    /// <summary>Planes of this process that were made and not yet dropped: tests watch it to find leaks.</summary>
    public static long LiveCount => Interlocked.Read(ref s_live);

    /// <summary>Rows.</summary>
    public int Height { get; }

    /// <summary>Columns.</summary>
    public int Width { get; }

    /// <summary>Height times width.</summary>
    public int PixelCount => Height * Width;

    /// <summary>The element type.</summary>
    public abstract PixelType PixelType { get; }

    /// <summary>Adds a reference and returns the plane itself, for one more receiver.</summary>
    public Plane Retain()
    {
        int references;
        do
        {
            references = Volatile.Read(ref _references);
            ObjectDisposedException.ThrowIf(references <= 0, this);
        }
        while (Interlocked.CompareExchange(ref _references, references + 1, references) != references);
        return this;
    }

    /// <summary>Drops one reference; the last one gives the memory back.</summary>
    public void Dispose()
    {
        int left = Interlocked.Decrement(ref _references);
        Debug.Assert(left >= 0, "A plane was dropped more often than it was retained.");
        if (left == 0)
        {
            Interlocked.Decrement(ref s_live);
            Release();
        }
        GC.SuppressFinalize(this);
    }

    private protected abstract void Release();

    // Before memory is asked for: a product that wraps would ask for the wrong length.
    private protected static int CountOf(int height, int width)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(height);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        ArgumentOutOfRangeException.ThrowIfGreaterThan((long)height * width, Array.MaxLength, nameof(height));
        return height * width;
    }
}

/// <summary>A <see cref="Plane"/> of one element type: byte, ushort, uint or float.</summary>
/// <typeparam name="T">byte, ushort, uint or float.</typeparam>
public sealed class Plane<T> : Plane
    where T : unmanaged
{
    private T[]? _buffer;
    private readonly bool _pooled;

    /// <summary>A plane of zeros with memory of its own.</summary>
    public Plane(int height, int width)
        : base(height, width)
    {
        _buffer = new T[height * width];
        PixelType = TypeOf();
    }

    /// <summary>A plane over <paramref name="pixels"/> itself (not a copy), row-major, of exactly height * width elements.</summary>
    public Plane(int height, int width, T[] pixels)
        : base(height, width)
    {
        ArgumentNullException.ThrowIfNull(pixels);
        if (pixels.Length != height * width)
        {
            throw new ArgumentException($"{pixels.Length} pixels do not fill a plane of {height}x{width}; {height * width} are needed.", nameof(pixels));
        }
        _buffer = pixels;
        PixelType = TypeOf();
    }

    private Plane(int height, int width, T[] buffer, bool pooled)
        : base(height, width)
    {
        _buffer = buffer;
        _pooled = pooled;
        PixelType = TypeOf();
    }

    /// <inheritdoc/>
    public override PixelType PixelType { get; }

    /// <summary>The memory itself, row-major, height * width elements.</summary>
    public T[] Buffer => _buffer ?? throw new ObjectDisposedException(nameof(Plane<T>));

    /// <summary>All pixels, row-major.</summary>
    public Span<T> Pixels => Buffer;

    /// <summary>The pixel at row <paramref name="y"/>, column <paramref name="x"/>.</summary>
    public ref T this[int y, int x]
    {
        get
        {
            Debug.Assert((uint)x < (uint)Width, "Column outside the plane.");
            return ref Buffer[(y * Width) + x];
        }
    }

    /// <summary>A plane whose memory comes from the pool of the process and goes back with the last drop. Its pixels are not cleared.</summary>
    public static Plane<T> Rent(int height, int width) => new(height, width, PlanePool<T>.Take(CountOf(height, width)), pooled: true);

    /// <summary>Row <paramref name="y"/>.</summary>
    public Span<T> Row(int y) => Buffer.AsSpan(y * Width, Width);

    /// <inheritdoc cref="Plane.Retain"/>
    public new Plane<T> Retain() => (Plane<T>)base.Retain();

    private protected override void Release()
    {
        T[] buffer = _buffer!;
        _buffer = null;
        if (_pooled)
        {
            PlanePool<T>.Give(buffer);
        }
    }

    private static PixelType TypeOf()
    {
        if (typeof(T) == typeof(byte))
        {
            return PixelType.UInt8;
        }
        if (typeof(T) == typeof(ushort))
        {
            return PixelType.UInt16;
        }
        if (typeof(T) == typeof(uint))
        {
            return PixelType.UInt32;
        }
        if (typeof(T) == typeof(float))
        {
            return PixelType.Float32;
        }
        throw new NotSupportedException($"A plane holds byte, ushort, uint or float, not {typeof(T).Name}.");
    }
}
