namespace CellCluster.Plates.Simulation;

/// <summary>An elliptic Gaussian that is added to (or, as a share, taken from) planes of the canvas.</summary>
/// <param name="Y">Centre, um.</param>
/// <param name="X">Centre, um.</param>
/// <param name="LongUm">Deviation along <paramref name="Angle"/>, um.</param>
/// <param name="ShortUm">Deviation across, um.</param>
/// <param name="Angle">Direction of the long axis, radians from +x towards +y.</param>
internal readonly record struct Blob(float Y, float X, float LongUm, float ShortUm, float Angle)
{
    /// <summary>Adds <paramref name="amount"/> times the Gaussian to a plane.</summary>
    /// <param name="canvas">Gives scale and owners.</param>
    /// <param name="plane">The pixels of one of its planes.</param>
    /// <param name="amount">Value at the centre.</param>
    /// <param name="owner">Only pixels of this cell (index + 1); 0: all pixels.</param>
    public void Add(FieldCanvas canvas, float[] plane, float amount, uint owner)
    {
        uint[] owners = canvas.Owner.Buffer;
        Scan scan = new(this, canvas);
        for (int y = scan.Box.Top; y <= scan.Box.Bottom; y++)
        {
            for (int x = scan.Box.Left; x <= scan.Box.Right; x++)
            {
                int at = (y * canvas.Width) + x;
                if (owner == 0 || owners[at] == owner)
                {
                    plane[at] += amount * scan.At(y, x);
                }
            }
        }
    }

    /// <summary>Multiplies a plane by 1 - <paramref name="share"/> at the centre, fading to 1 outside.</summary>
    public void Weaken(FieldCanvas canvas, float[] plane, float share, uint owner)
    {
        uint[] owners = canvas.Owner.Buffer;
        Scan scan = new(this, canvas);
        for (int y = scan.Box.Top; y <= scan.Box.Bottom; y++)
        {
            for (int x = scan.Box.Left; x <= scan.Box.Right; x++)
            {
                int at = (y * canvas.Width) + x;
                if (owners[at] == owner)
                {
                    plane[at] *= 1f - (share * scan.At(y, x));
                }
            }
        }
    }

    // The Gaussian in the canvas' pixels, cut at three deviations. Never narrower than 0.4 px, with the area kept, so that it cannot fall between pixels.
    private readonly struct Scan
    {
        private readonly float _y;
        private readonly float _x;
        private readonly float _cos;
        private readonly float _sin;
        private readonly float _long;
        private readonly float _short;
        private readonly float _pixel;
        private readonly float _height;

        public Scan(Blob blob, FieldCanvas canvas)
        {
            _y = blob.Y;
            _x = blob.X;
            (_sin, _cos) = MathF.SinCos(blob.Angle);
            _pixel = canvas.PixelSizeUm;
            float smallest = 0.4f * _pixel;
            float longUm = MathF.Max(blob.LongUm, smallest);
            float shortUm = MathF.Max(blob.ShortUm, smallest);
            _height = blob.LongUm * blob.ShortUm / (longUm * shortUm);
            _long = 1f / longUm;
            _short = 1f / shortUm;
            Box = canvas.Box(blob.Y, blob.X, 3f * MathF.Max(longUm, shortUm));
        }

        public CanvasBox Box { get; }

        public float At(int y, int x)
        {
            float dy = ((y + 0.5f) * _pixel) - _y;
            float dx = ((x + 0.5f) * _pixel) - _x;
            float along = ((dx * _cos) + (dy * _sin)) * _long;
            float across = ((dy * _cos) - (dx * _sin)) * _short;
            return _height * MathF.Exp(-0.5f * ((along * along) + (across * across)));
        }
    }
}
