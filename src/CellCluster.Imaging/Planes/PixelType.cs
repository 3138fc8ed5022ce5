namespace CellCluster.Imaging;

/// <summary>The element type of a <see cref="Plane"/>.</summary>
public enum PixelType
{
    /// <summary>8-bit unsigned grey levels, 0..255.</summary>
    UInt8,

    /// <summary>16-bit unsigned grey levels, 0..65535.</summary>
    UInt16,

    /// <summary>32-bit unsigned: label images, one id per object, 0 = background.</summary>
    UInt32,

    /// <summary>IEEE single precision, any range.</summary>
    Float32,
}
