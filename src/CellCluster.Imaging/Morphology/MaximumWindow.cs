namespace CellCluster.Imaging;

/// <summary>Answers whether a pixel is the maximum of its window, for pixels asked for row by row from left to right.</summary>
/// <remarks>Near neighbours are looked at first: they reject nearly every pixel. On a plateau only the window's new column is read.</remarks>
internal ref struct MaximumWindow(Plane<float> plane, Plane<uint>? labels, int radius)
{
    private readonly ReadOnlySpan<float> _values = plane.Pixels;
    private readonly ReadOnlySpan<uint> _ids = labels is null ? default : labels.Pixels;
    private readonly int _width = plane.Width;
    private readonly int _height = plane.Height;
    private int _maximumX = -2; // column of the last maximum in this row

    public void StartRow() => _maximumX = -2;

    public bool IsMaximum(int y, int x)
    {
        int at = (y * _width) + x;
        float value = _values[at];
        bool maximum = !float.IsNaN(value) && (_ids.IsEmpty ? IsMaximumOfPlane(y, x, value) : IsMaximumOfObject(y, x, value, _ids[at]));
        _maximumX = maximum ? x : _maximumX;
        return maximum;
    }

    private readonly bool IsMaximumOfPlane(int y, int x, float value)
    {
        bool inside = y >= radius && x >= radius && y < _height - radius && x < _width - radius;
        if (!inside && value < 0)
        {
            return false; // outside counts as 0
        }
        if (_maximumX == x - 1 && _values[(y * _width) + x - 1] == value)
        {
            return x + radius >= _width || !Exceeds(y - radius, y + radius, x + radius, x + radius, value);
        }
        return !Exceeds(y - 1, y + 1, x - 1, x + 1, value) && (radius == 1 || !Exceeds(y - radius, y + radius, x - radius, x + radius, value));
    }

    private readonly bool IsMaximumOfObject(int y, int x, float value, uint id)
    {
        int before = (y * _width) + x - 1;
        if (_maximumX == x - 1 && _values[before] == value && _ids[before] == id)
        {
            return x + radius >= _width || !Exceeds(y - radius, y + radius, x + radius, x + radius, value, id);
        }
        return !Exceeds(y - 1, y + 1, x - 1, x + 1, value, id) && (radius == 1 || !Exceeds(y - radius, y + radius, x - radius, x + radius, value, id));
    }

    private readonly bool Exceeds(int top, int bottom, int left, int right, float value)
    {
        top = Math.Max(0, top);
        left = Math.Max(0, left);
        bottom = Math.Min(_height - 1, bottom);
        int length = Math.Min(_width - 1, right) - left + 1;
        for (int y = top; y <= bottom; y++)
        {
            foreach (float other in _values.Slice((y * _width) + left, length))
            {
                if (other > value)
                {
                    return true;
                }
            }
        }
        return false;
    }

    private readonly bool Exceeds(int top, int bottom, int left, int right, float value, uint id)
    {
        top = Math.Max(0, top);
        left = Math.Max(0, left);
        bottom = Math.Min(_height - 1, bottom);
        int length = Math.Min(_width - 1, right) - left + 1;
        for (int y = top; y <= bottom; y++)
        {
            ReadOnlySpan<float> values = _values.Slice((y * _width) + left, length);
            ReadOnlySpan<uint> ids = _ids.Slice((y * _width) + left, length);
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
