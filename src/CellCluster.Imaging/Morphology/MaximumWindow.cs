namespace CellCluster.Imaging;

/// <summary>Answers whether a pixel is the maximum of its window, for pixels asked for row by row from left to right.</summary>
/// <remarks>
/// Near neighbours are looked at first: they reject nearly every pixel. On a plateau only the window's new column is read. Planes on which that is not enough
/// (a comb: every second pixel equally high) would take O(radius^2) a pixel: after <see cref="LooksPerPixel"/> a pixel the maxima of all windows are made.
/// </remarks>
internal sealed class MaximumWindow(Plane<float> plane, Plane<uint>? labels, int radius) : IDisposable
{
    private const int LooksPerPixel = 16;

    private readonly float[] _values = plane.Buffer;
    private readonly uint[]? _ids = labels?.Buffer;
    private readonly int _width = plane.Width;
    private readonly int _height = plane.Height;
    private long _looksLeft = (long)LooksPerPixel * plane.PixelCount;
    private Plane<float>? _maxima; // of all windows, whatever the ids
    private int _maximumX = -2; // column of the last maximum in this row

    public void StartRow() => _maximumX = -2;

    public void Dispose() => _maxima?.Dispose();

    public bool IsMaximum(int y, int x)
    {
        int at = (y * _width) + x;
        float value = _values[at];
        bool maximum = !float.IsNaN(value) && (_ids is null ? IsMaximumOfPlane(y, x, value) : IsMaximumOfObject(y, x, value, _ids[at]));
        _maximumX = maximum ? x : _maximumX;
        if (_looksLeft < 0 && _maxima is null && SlidingMaximum.Fits(plane, radius))
        {
            _maxima = SlidingMaximum.Of(plane, radius);
        }
        return maximum;
    }

    private bool IsMaximumOfPlane(int y, int x, float value)
    {
        bool inside = y >= radius && x >= radius && y < _height - radius && x < _width - radius;
        if (!inside && value < 0)
        {
            return false; // outside counts as 0
        }
        if (_maxima is not null)
        {
            return value >= _maxima[y, x];
        }
        if (_maximumX == x - 1 && _values[(y * _width) + x - 1] == value)
        {
            return x + radius >= _width || !Exceeds(y - radius, y + radius, x + radius, x + radius, value);
        }
        return !Exceeds(y - 1, y + 1, x - 1, x + 1, value) && (radius == 1 || !Exceeds(y - radius, y + radius, x - radius, x + radius, value));
    }

    private bool IsMaximumOfObject(int y, int x, float value, uint id)
    {
        if (_maxima is not null && value >= _maxima[y, x])
        {
            return true;
        }
        int before = (y * _width) + x - 1;
        if (_maximumX == x - 1 && _values[before] == value && _ids![before] == id)
        {
            return x + radius >= _width || !Exceeds(y - radius, y + radius, x + radius, x + radius, value, id);
        }
        return !Exceeds(y - 1, y + 1, x - 1, x + 1, value, id) && (radius == 1 || !Exceeds(y - radius, y + radius, x - radius, x + radius, value, id));
    }

    private bool Exceeds(int top, int bottom, int left, int right, float value)
    {
        top = Math.Max(0, top);
        left = Math.Max(0, left);
        bottom = Math.Min(_height - 1, bottom);
        int length = Math.Min(_width - 1, right) - left + 1;
        for (int y = top; y <= bottom; y++)
        {
            _looksLeft -= length;
            foreach (float other in _values.AsSpan((y * _width) + left, length))
            {
                if (other > value)
                {
                    return true;
                }
            }
        }
        return false;
    }

    private bool Exceeds(int top, int bottom, int left, int right, float value, uint id)
    {
        top = Math.Max(0, top);
        left = Math.Max(0, left);
        bottom = Math.Min(_height - 1, bottom);
        int length = Math.Min(_width - 1, right) - left + 1;
        for (int y = top; y <= bottom; y++)
        {
            _looksLeft -= length;
            ReadOnlySpan<float> values = _values.AsSpan((y * _width) + left, length);
            ReadOnlySpan<uint> ids = _ids.AsSpan((y * _width) + left, length);
            for (int i = 0; i < values.Length; i++)
            {
                if (values[i] > value && ids[i] == id)
                {
                    return true;
                }
            }
        }
        return false;
    }
}
