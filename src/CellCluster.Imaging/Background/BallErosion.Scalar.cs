namespace CellCluster.Imaging;

internal static partial class BallErosion
{
    /// <summary>The specification: every pixel under the ball, one after the other. O(pixels * radius^2).</summary>
    internal static void Scalar(Plane<float> source, Ball ball, bool negate, Plane<float> destination)
    {
        int reach = ball.ReachPx;
        using var result = Plane<float>.Rent(source.Height, source.Width);
        result.Pixels.Fill(float.PositiveInfinity);
        for (int dy = -reach; dy <= reach; dy++)
        {
            for (int dx = -reach; dx <= reach; dx++)
            {
                float depth = ball.Depth(dy, dx);
                if (depth == float.PositiveInfinity)
                {
                    continue;
                }
                for (int y = Math.Max(0, -dy); y < Math.Min(source.Height, source.Height - dy); y++)
                {
                    ReadOnlySpan<float> from = source.Row(y + dy);
                    Span<float> to = result.Row(y);
                    for (int x = Math.Max(0, -dx); x < Math.Min(source.Width, source.Width - dx); x++)
                    {
                        float pixel = negate ? -from[x + dx] : from[x + dx];
                        float candidate = pixel + depth;
                        if (float.IsFinite(pixel) && candidate < to[x])
                        {
                            to[x] = candidate;
                        }
                    }
                }
            }
        }
        Finish(result.Pixels, negate, destination.Pixels);
    }
}
