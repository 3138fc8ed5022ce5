namespace CellCluster.Plates.Simulation;

/// <summary>Finds the cells near a place without asking all of them: a grid of squares wider than any distance asked for.</summary>
internal sealed class NeighbourGrid
{
    private const float SquareUm = 24f;
    private readonly int _rowCount;
    private readonly int _columnCount;
    private readonly List<Entry>[] _squares;

    public NeighbourGrid(float heightUm, float widthUm)
    {
        HeightUm = heightUm;
        WidthUm = widthUm;
        _rowCount = (int)(heightUm / SquareUm) + 1;
        _columnCount = (int)(widthUm / SquareUm) + 1;
        _squares = new List<Entry>[_rowCount * _columnCount];
        for (int i = 0; i < _squares.Length; i++)
        {
            _squares[i] = [];
        }
    }

    /// <summary>Height of the canvas, um.</summary>
    public float HeightUm { get; }

    /// <summary>Width of the canvas, um.</summary>
    public float WidthUm { get; }

    /// <summary>Enters a cell at a place within the canvas.</summary>
    public void Add(int cell, float y, float x, float nucleusRadius) =>
        _squares[((int)(y / SquareUm) * _columnCount) + (int)(x / SquareUm)].Add(new Entry(cell, y, x, nucleusRadius));

    /// <summary>Whether a nucleus at this place keeps its distance from all others.</summary>
    /// <param name="y">um.</param>
    /// <param name="x">um.</param>
    /// <param name="nucleusRadius">um.</param>
    /// <param name="roomUm">Room between the two nuclei.</param>
    public bool IsFree(float y, float x, float nucleusRadius, float roomUm)
    {
        int row = (int)(y / SquareUm);
        int column = (int)(x / SquareUm);
        for (int r = Math.Max(0, row - 1); r <= Math.Min(_rowCount - 1, row + 1); r++)
        {
            for (int c = Math.Max(0, column - 1); c <= Math.Min(_columnCount - 1, column + 1); c++)
            {
                foreach (Entry entry in _squares[(r * _columnCount) + c])
                {
                    float dy = entry.Y - y;
                    float dx = entry.X - x;
                    float distance = entry.NucleusRadius + nucleusRadius + roomUm;
                    if ((dy * dy) + (dx * dx) < distance * distance)
                    {
                        return false;
                    }
                }
            }
        }
        return true;
    }

    private readonly record struct Entry(int Cell, float Y, float X, float NucleusRadius);
}
