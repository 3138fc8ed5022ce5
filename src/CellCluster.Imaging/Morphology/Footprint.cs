using OpenCvSharp;

namespace CellCluster.Imaging;

/// <summary>The neighbourhood of a morphological operation, centred on the pixel.</summary>
public sealed class Footprint
{
    /// <summary>Largest side, px.</summary>
    public const int LargestSidePx = 1023;

    private readonly byte[] _members;

    private Footprint(int side, byte[] members)
    {
        SidePx = side;
        _members = members;
    }

    /// <summary>Width and height, px, odd.</summary>
    public int SidePx { get; }

    /// <summary>A square of an odd side, px, 1 to <see cref="LargestSidePx"/>.</summary>
    public static Footprint Square(int sidePx)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(sidePx, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(sidePx, LargestSidePx);
        if (sidePx % 2 == 0)
        {
            throw new ArgumentOutOfRangeException(nameof(sidePx), sidePx, "expected an odd side, so that the square has a centre");
        }
        byte[] members = new byte[sidePx * sidePx];
        members.AsSpan().Fill(1);
        return new Footprint(sidePx, members);
    }

    /// <summary>The pixels within a radius, px, 0 to 511: scikit-image's <c>disk</c>; radius 1 is a cross of five pixels.</summary>
    public static Footprint Disk(int radiusPx)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(radiusPx);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(radiusPx, LargestSidePx / 2);
        int side = (2 * radiusPx) + 1;
        byte[] members = new byte[side * side];
        for (int i = 0; i < members.Length; i++)
        {
            (int dy, int dx) = ((i / side) - radiusPx, (i % side) - radiusPx);
            members[i] = (dy * dy) + (dx * dx) <= radiusPx * radiusPx ? (byte)1 : (byte)0;
        }
        return new Footprint(side, members);
    }

    /// <summary>Whether the pixel (dy, dx) from the centre belongs to it.</summary>
    public bool Contains(int dy, int dx)
    {
        int radius = SidePx / 2;
        return Math.Abs(dy) <= radius && Math.Abs(dx) <= radius && _members[((dy + radius) * SidePx) + dx + radius] != 0;
    }

    internal void Apply(MorphTypes operation, Plane source, Plane destination)
    {
        SizeCheck.Same(source, destination, nameof(destination));
        if (source.PixelType != destination.PixelType || source.PixelType == PixelType.UInt32 || ReferenceEquals(source, destination))
        {
            throw new ArgumentException(
                $"A plane of {source.PixelType} cannot go into one of {destination.PixelType}; another plane of the same type, UInt8, UInt16 or Float32, is expected.", nameof(destination));
        }
        if (source is Plane<float> floats && PixelStatistics.Range(floats.Pixels).NonFiniteCount > 0)
        {
            ApplyAroundNonFinite(operation, floats, (Plane<float>)destination);
        }
        else
        {
            Run(operation, source, destination);
        }
    }

    // What OpenCV makes of a NaN depends on its vector lanes: such pixels are kept from it, and a mask of them is dilated instead.
    private void ApplyAroundNonFinite(MorphTypes operation, Plane<float> source, Plane<float> destination)
    {
        if (operation is MorphTypes.Open or MorphTypes.Close)
        {
            using Plane<float> between = Plane<float>.Rent(source.Height, source.Width);
            ApplyAroundNonFinite(operation == MorphTypes.Open ? MorphTypes.Erode : MorphTypes.Dilate, source, between);
            ApplyAroundNonFinite(operation == MorphTypes.Open ? MorphTypes.Dilate : MorphTypes.Erode, between, destination);
            return;
        }
        using Plane<float> finite = Plane<float>.Rent(source.Height, source.Width);
        using Plane<byte> gaps = Plane<byte>.Rent(source.Height, source.Width);
        using Plane<byte> reached = Plane<byte>.Rent(source.Height, source.Width);
        for (int i = 0; i < source.PixelCount; i++)
        {
            float pixel = source.Pixels[i];
            (finite.Pixels[i], gaps.Pixels[i]) = float.IsFinite(pixel) ? (pixel, (byte)0) : (0, byte.MaxValue);
        }
        Run(operation, finite, destination);
        Run(MorphTypes.Dilate, gaps, reached);
        for (int i = 0; i < destination.PixelCount; i++)
        {
            destination.Pixels[i] = reached.Pixels[i] != 0 ? float.NaN : destination.Pixels[i];
        }
    }

    private void Run(MorphTypes operation, Plane source, Plane destination)
    {
        using PlaneMat from = source.AsMat();
        using PlaneMat to = destination.AsMat();
        using Mat element = Mat.FromPixelData(SidePx, SidePx, MatType.CV_8UC1, _members);
        Cv2.MorphologyEx(from.Mat, to.Mat, operation, element);
        to.RequireInPlace();
    }
}
