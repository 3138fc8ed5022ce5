using CellCluster.Imaging;

namespace CellCluster.Plates.Simulation;

/// <summary>What a field is painted on: the field and a margin around it, so that cells and blurs reach across the border as in a real well.</summary>
internal sealed class FieldCanvas : IDisposable
{
    private const float MarginUm = 16f;

    public FieldCanvas(SimulationOptions options)
    {
        PixelSizeUm = (float)options.PixelSizeUm;
        MarginPx = (int)MathF.Ceiling(MarginUm / PixelSizeUm) + 4;
        Height = options.HeightPx + (2 * MarginPx);
        Width = options.WidthPx + (2 * MarginPx);
        OpticalPath = Zero<float>();
        Nuclei = Zero<float>();
        Er = Zero<float>();
        Golgi = Zero<float>();
        Owner = Zero<uint>();
        NucleusOwner = Zero<uint>();
        NearestRatio = Zero<float>();
        SecondRatio = Zero<float>();
        NucleusRatio = Zero<float>();
        NearestRatio.Pixels.Fill(float.MaxValue);
        SecondRatio.Pixels.Fill(float.MaxValue);
        NucleusRatio.Pixels.Fill(float.MaxValue);
    }

    public float PixelSizeUm { get; }

    /// <summary>Pixels around the field on every side.</summary>
    public int MarginPx { get; }

    public int Height { get; }

    public int Width { get; }

    public float HeightUm => Height * PixelSizeUm;

    public float WidthUm => Width * PixelSizeUm;

    /// <summary>Optical path beyond that of the medium, um: thickness times difference of refractive index.</summary>
    public Plane<float> OpticalPath { get; }

    public Plane<float> Nuclei { get; }

    public Plane<float> Er { get; }

    public Plane<float> Golgi { get; }

    /// <summary>Cell a pixel belongs to, its index + 1; 0 is medium.</summary>
    public Plane<uint> Owner { get; }

    /// <summary>Cell whose nucleus a pixel belongs to, its index + 1; 0 is none.</summary>
    public Plane<uint> NucleusOwner { get; }

    /// <summary>Distance from the owner's centre in units of its outline.</summary>
    public Plane<float> NearestRatio { get; }

    /// <summary>The same for the next cell; the difference to <see cref="NearestRatio"/> vanishes where two cells meet.</summary>
    public Plane<float> SecondRatio { get; }

    /// <summary>Distance from the centre of the nucleus in units of its outline.</summary>
    public Plane<float> NucleusRatio { get; }

    /// <summary>The pixels of a disk's bounding box that lie on the canvas.</summary>
    /// <param name="yUm">Centre, um.</param>
    /// <param name="xUm">Centre, um.</param>
    /// <param name="radiusUm">Radius, um.</param>
    public CanvasBox Box(float yUm, float xUm, float radiusUm) => new(
        Math.Max(0, (int)MathF.Floor((yUm - radiusUm) / PixelSizeUm)),
        Math.Max(0, (int)MathF.Floor((xUm - radiusUm) / PixelSizeUm)),
        Math.Min(Height - 1, (int)MathF.Ceiling((yUm + radiusUm) / PixelSizeUm)),
        Math.Min(Width - 1, (int)MathF.Ceiling((xUm + radiusUm) / PixelSizeUm)));

    /// <summary>A plane of the canvas' size, all zero.</summary>
    public Plane<T> Zero<T>()
        where T : unmanaged
    {
        Plane<T> plane = Plane<T>.Rent(Height, Width);
        plane.Pixels.Clear();
        return plane;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        OpticalPath.Dispose();
        Nuclei.Dispose();
        Er.Dispose();
        Golgi.Dispose();
        Owner.Dispose();
        NucleusOwner.Dispose();
        NearestRatio.Dispose();
        SecondRatio.Dispose();
        NucleusRatio.Dispose();
    }
}

/// <summary>Rows and columns, both ends included.</summary>
internal readonly record struct CanvasBox(int Top, int Left, int Bottom, int Right);
