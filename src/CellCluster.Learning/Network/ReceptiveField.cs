using CellCluster.Imaging;
using CellCluster.Pipeline;

namespace CellCluster.Learning;

/// <summary>How far an output pixel of the network looks, found by walking its layers backwards.</summary>
/// <remarks>
/// Walked is the interval [low, high] of pixels of the current grid that can reach the output pixels [0, 2^depth - 1], one cell of the
/// bottleneck grid, on which tile starts and core edges lie. Backwards, a 3x3 convolution widens it by 1 px per side; a 2x2 transposed
/// convolution of stride 2 maps it to [floor(low / 2), floor(high / 2)] of the coarser grid; a 2x2 max pool maps [low, high] to
/// [2 low, 2 high + 1]. A skip joins with the union. The radius is what the interval of the input exceeds the cell by; both sides are equal
/// because the cell maps onto itself. 94 px for four levels of two 3x3 convolutions.
/// </remarks>
public static class ReceptiveField
{
    private const int ConvolutionsPerBlock = 2;

    /// <summary>Alignment (2^depth) and receptive radius of a network of this shape.</summary>
    public static NetworkGeometry Walk(NetworkShape shape)
    {
        ArgumentNullException.ThrowIfNull(shape);
        int multiple = 1 << shape.Depth;
        var interval = (Low: 0, High: multiple - 1);
        var skips = new Stack<(int Low, int High)>();
        for (int level = 0; level < shape.Depth; level++)
        {
            interval = Widen(interval); // up block; its skip needs the same pixels as the upsampled half
            skips.Push(interval);
            interval = (FloorHalf(interval.Low), FloorHalf(interval.High)); // transposed convolution
        }
        interval = Widen(interval); // bottom
        for (int level = shape.Depth - 1; level >= 0; level--)
        {
            interval = (2 * interval.Low, (2 * interval.High) + 1); // max pool
            (int low, int high) = skips.Pop();
            interval = Widen((Math.Min(interval.Low, low), Math.Max(interval.High, high)));
        }
        return new NetworkGeometry(multiple, Math.Max(-interval.Low, interval.High - (multiple - 1)));
    }

    private static (int Low, int High) Widen((int Low, int High) interval) =>
        (interval.Low - ConvolutionsPerBlock, interval.High + ConvolutionsPerBlock);

    // >> floors also below zero
    private static int FloorHalf(int value) => value >> 1;
}
