using System.Runtime.InteropServices;
using OpenCvSharp;

namespace CellCluster.Imaging;

/// <summary>An OpenCV matrix over the memory of a plane itself: what OpenCV writes is in the plane, nothing is copied.</summary>
/// <remarks>
/// The plane is pinned and retained until this is disposed. byte is CV_8U, ushort CV_16U, float CV_32F; uint is CV_32S, so labels above
/// 2^31 - 1 show as negative numbers. Use <see cref="Mat"/> as a source, or as a destination of exactly this size and type: OpenCV
/// replaces the memory of a destination that differs, and the result would not reach the plane; <see cref="RequireInPlace"/> tells.
/// Not thread-safe.
/// </remarks>
public sealed class PlaneMat : IDisposable
{
    private readonly Plane _plane;
    private readonly Mat _mat;
    private GCHandle _pin;
    private bool _disposed;

    internal PlaneMat(Plane plane, Array buffer, MatType type)
    {
        _plane = plane.Retain();
        _pin = GCHandle.Alloc(buffer, GCHandleType.Pinned);
        try
        {
            _mat = Mat.FromPixelData(plane.Height, plane.Width, type, _pin.AddrOfPinnedObject());
        }
        catch
        {
            _pin.Free();
            _plane.Dispose();
            throw;
        }
    }

    /// <summary>The matrix, (height, width), one channel.</summary>
    public Mat Mat
    {
        get
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            return _mat;
        }
    }

    /// <summary>Throws when an OpenCV call has given <see cref="Mat"/> other memory than the plane's: its result is not in the plane then.</summary>
    /// <exception cref="InvalidOperationException">The matrix no longer lies over the plane.</exception>
    public void RequireInPlace()
    {
        if (Mat.Data != _pin.AddrOfPinnedObject())
        {
            throw new InvalidOperationException(
                $"OpenCV wrote a matrix of {_mat.Rows}x{_mat.Cols} {_mat.Type()} to memory of its own, expected {_plane.Height}x{_plane.Width} {_plane.PixelType} " +
                "in the plane; give the operation a destination plane of the size and type it produces.");
        }
    }

    /// <summary>Frees the matrix, unpins the memory and drops the plane.</summary>
    public void Dispose()
    {
        if (!_disposed)
        {
            _disposed = true;
            _mat.Dispose();
            _pin.Free();
            _plane.Dispose();
        }
    }
}
