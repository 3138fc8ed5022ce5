namespace CellCluster.Plates.Simulation;

/// <summary>Uneven illumination of a field: a parabola with a tilt, mean 1; the lamp's part is the plate's, the meniscus' part the well's.</summary>
internal sealed class Illumination
{
    private const int GridCount = 33;
    private readonly float _height;
    private readonly float _width;
    private readonly float _tiltY;
    private readonly float _tiltX;
    private readonly float _vault;
    private readonly float _centreY;
    private readonly float _centreX;
    private readonly float _scale;
    private readonly float _offset;

    public Illumination(SimulationOptions options, WellId well)
    {
        _height = options.HeightPx;
        _width = options.WidthPx;
        SimulationRandom lamp = new(options.Seed, -1, -1, 0, RandomStream.Illumination);
        float direction = lamp.Angle();
        _centreY = lamp.Between(-0.3f, 0.3f);
        _centreX = lamp.Between(-0.3f, 0.3f);
        _vault = lamp.Between(0.3f, 0.7f);
        SimulationRandom meniscus = new(options.Seed, well.Row, well.Column, 0, RandomStream.Illumination);
        _tiltY = (0.5f * MathF.Sin(direction)) + (0.15f * meniscus.Normal());
        _tiltX = (0.5f * MathF.Cos(direction)) + (0.15f * meniscus.Normal());

        float low = float.MaxValue;
        float high = float.MinValue;
        double sum = 0;
        for (int y = 0; y < GridCount; y++)
        {
            for (int x = 0; x < GridCount; x++)
            {
                float value = Shape((2f * y / (GridCount - 1)) - 1f, (2f * x / (GridCount - 1)) - 1f);
                low = MathF.Min(low, value);
                high = MathF.Max(high, value);
                sum += value;
            }
        }
        _scale = (float)options.IlluminationGradient / MathF.Max(high - low, 1e-6f);
        _offset = 1f - (_scale * (float)(sum / (GridCount * GridCount)));
    }

    /// <summary>Relative illumination of a pixel, at least 0.02.</summary>
    public float At(int y, int x) =>
        MathF.Max(0.02f, _offset + (_scale * Shape((2f * (y + 0.5f) / _height) - 1f, (2f * (x + 0.5f) / _width) - 1f)));

    private float Shape(float v, float u)
    {
        float dv = v - _centreY;
        float du = u - _centreX;
        return (_tiltY * v) + (_tiltX * u) - (_vault * ((dv * dv) + (du * du)));
    }
}
