namespace CellCluster.Imaging;

/// <summary>Follows the border of one object of a label image pixel by pixel, the way OpenCV's <c>findContours</c> does.</summary>
/// <remarks>Directions 0..7 = right, up-right, up, up-left, left, down-left, down, down-right. Source: Suzuki and Abe 1985, algorithm 1, steps 3.1 to 3.5.</remarks>
internal ref struct BorderTracer(Plane<uint> labels, ContourPoints points)
{
    private static ReadOnlySpan<sbyte> StepY => [0, -1, -1, -1, 0, 1, 1, 1];

    private static ReadOnlySpan<sbyte> StepX => [1, 1, 0, -1, -1, -1, 0, 1];

    private readonly ReadOnlySpan<uint> _ids = labels.Pixels;
    private readonly int _height = labels.Height;
    private readonly int _width = labels.Width;

    /// <summary>Adds the border through (y, x), whose left neighbour is not of the object, to the points.</summary>
    /// <returns>Twice the signed area of the polygon: positive for an outer border, negative for the border of a hole, 0 for a line or a point.</returns>
    public readonly long Trace(int y, int x, Span<byte> visited)
    {
        uint id = _ids[(y * _width) + x];
        int direction = 4;
        do
        {
            direction = (direction - 1) & 7;
        }
        while (direction != 4 && !Has(y + StepY[direction], x + StepX[direction], id));
        visited[(y * _width) + x] = 1;
        if (direction == 4)
        {
            points.Add(y, x);
            return 0;
        }
        (int lastY, int lastX) = (y + StepY[direction], x + StepX[direction]); // the pixel from which the start is reached at the end
        (int atY, int atX) = (y, x);
        long doubled = 0;
        while (true)
        {
            int nextY;
            int nextX;
            do
            {
                direction = (direction + 1) & 7;
                nextY = atY + StepY[direction];
                nextX = atX + StepX[direction];
            }
            while (!Has(nextY, nextX, id));
            points.Add(atY, atX);
            visited[(atY * _width) + atX] = 1;
            doubled += ((long)atY * nextX) - ((long)nextY * atX);
            if (nextY == y && nextX == x && atY == lastY && atX == lastX)
            {
                return doubled;
            }
            (atY, atX) = (nextY, nextX);
            direction = (direction + 4) & 7;
        }
    }

    private readonly bool Has(int y, int x, uint id) => (uint)y < (uint)_height && (uint)x < (uint)_width && _ids[(y * _width) + x] == id;
}
