namespace CellCluster.Learning;

/// <summary>Where one crop comes from and how it is varied.</summary>
/// <param name="Field">Index of the field in its dataset.</param>
/// <param name="Y">Upper edge of the source window in the field, px, not necessarily whole.</param>
/// <param name="X">Left edge, px.</param>
/// <param name="Scale">Magnification: one source pixel becomes this many crop pixels.</param>
/// <param name="QuarterTurns">Clockwise turns by 90 degrees, 0..3.</param>
/// <param name="Mirrored">Left and right are exchanged, before turning.</param>
/// <param name="Contrast">Factor on the normalised input.</param>
/// <param name="Brightness">Summand on the normalised input, after the factor.</param>
internal readonly record struct CropPlan(
    int Field, double Y, double X, double Scale, int QuarterTurns, bool Mirrored, float Contrast, float Brightness)
{
    /// <summary>A crop as it is.</summary>
    public static CropPlan Plain(int field, int y, int x) => new(field, y, x, 1, 0, false, 1, 0);

    /// <summary>Draws a crop of one step; every field is equally likely, whatever its size.</summary>
    public static CropPlan Draw(StepRandom random, IReadOnlyList<TrainingField> fields, int cropPx, AugmentationOptions options)
    {
        int index = random.Below(fields.Count);
        TrainingField field = fields[index];
        double logScale = Math.Log(options.ScaleRange);
        double scale = Math.Exp(random.Uniform(-logScale, logScale));
        // A small field cannot show more than all of itself.
        scale = Math.Max(scale, (double)cropPx / Math.Min(field.Height, field.Width));
        double windowPx = cropPx / scale;
        double y = random.Uniform(0, field.Height - windowPx);
        double x = random.Uniform(0, field.Width - windowPx);
        if (options.ScaleRange == 1 && scale == 1)
        {
            (y, x) = (Math.Floor(y), Math.Floor(x)); // whole pixels: nothing is interpolated
        }
        int turns = random.Below(4);
        bool mirrored = random.Coin();
        double logContrast = Math.Log(options.ContrastRange);
        float contrast = (float)Math.Exp(random.Uniform(-logContrast, logContrast));
        float brightness = (float)random.Uniform(-options.BrightnessRange, options.BrightnessRange);
        return new CropPlan(
            index, y, x, scale, options.QuarterTurns ? turns : 0, options.Flips && mirrored, contrast, brightness);
    }

    /// <summary>Fills one crop of a plane by bilinear interpolation; the source window must lie in the plane.</summary>
    /// <param name="source">(height, width), row-major.</param>
    /// <param name="crop">(cropPx, cropPx), row-major.</param>
    public void Cut(ReadOnlySpan<Half> source, int height, int width, int cropPx, Span<float> crop)
    {
        double step = 1 / Scale;
        for (int row = 0; row < cropPx; row++)
        {
            for (int column = 0; column < cropPx; column++)
            {
                (int u, int v) = Unturned(row, column, cropPx);
                // Pixel centres: crop pixel u covers source [u, u + 1) / Scale.
                double y = Math.Clamp(Y + ((u + 0.5) * step) - 0.5, 0, height - 1);
                double x = Math.Clamp(X + ((v + 0.5) * step) - 0.5, 0, width - 1);
                int y0 = Math.Min((int)y, Math.Max(0, height - 2));
                int x0 = Math.Min((int)x, Math.Max(0, width - 2));
                int y1 = Math.Min(y0 + 1, height - 1);
                int x1 = Math.Min(x0 + 1, width - 1);
                float fy = (float)(y - y0);
                float fx = (float)(x - x0);
                float top = Blend((float)source[(y0 * width) + x0], (float)source[(y0 * width) + x1], fx);
                float bottom = Blend((float)source[(y1 * width) + x0], (float)source[(y1 * width) + x1], fx);
                crop[(row * cropPx) + column] = Blend(top, bottom, fy);
            }
        }
    }

    // Exact at both ends, so that an unscaled crop keeps its pixels bit for bit.
    private static float Blend(float a, float b, float share) => (a * (1 - share)) + (b * share);

    /// <summary>Which pixel of the upright, unmirrored crop lands at (row, column).</summary>
    private (int Row, int Column) Unturned(int row, int column, int size)
    {
        (int u, int v) = QuarterTurns switch
        {
            0 => (row, column),
            1 => (size - 1 - column, row), // turned clockwise: the left column becomes the top row
            2 => (size - 1 - row, size - 1 - column),
            _ => (column, size - 1 - row),
        };
        return (u, Mirrored ? size - 1 - v : v);
    }
}
