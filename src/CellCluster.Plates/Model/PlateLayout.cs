namespace CellCluster.Plates;

/// <summary>Where the transmitted-light plane of an expected field is read from.</summary>
/// <param name="Key">The field.</param>
/// <param name="Path">Absolute path of the file; null when the layout expects a field for which there is no file.</param>
/// <param name="Page">Page of a multi-page file, from 0.</param>
public sealed record FieldSource(FieldKey Key, string? Path, int Page = 0);

/// <summary>Rows and columns of a plate: 8x12, 16x24, 32x48 and whatever fits.</summary>
public readonly record struct PlateFormat(int RowCount, int ColumnCount)
{
    /// <summary>The smallest usual format (6, 12, 24, 48, 96, 384, 1536 wells) that holds all wells.</summary>
    public static PlateFormat Holding(IEnumerable<WellId> wells)
    {
        int row = 0;
        int column = 0;
        foreach (WellId well in wells)
        {
            row = Math.Max(row, well.Row);
            column = Math.Max(column, well.Column);
        }
        PlateFormat[] usual = [new(2, 3), new(3, 4), new(4, 6), new(6, 8), new(8, 12), new(16, 24), new(32, 48)];
        foreach (PlateFormat format in usual)
        {
            if (row < format.RowCount && column < format.ColumnCount)
            {
                return format;
            }
        }
        return new PlateFormat(row + 1, column + 1);
    }
}

/// <summary>Something that a layout reader noticed and that a person should know: a file it could not place, a field without a file.</summary>
public sealed record LayoutRemark(string Code, string Text);

/// <summary>What a plate is expected to hold: every field of one transmitted-light channel, in the order of <see cref="FieldKey"/>.</summary>
public sealed record PlateLayout
{
    /// <summary>The plate's id, as barcodes and databases know it.</summary>
    public required string PlateId { get; init; }

    /// <summary>The folder the plate lies in, absolute.</summary>
    public required string Folder { get; init; }

    /// <summary>Which reader recognised the plate, and by what: for a person.</summary>
    public required string RecognisedAs { get; init; }

    /// <summary>The expected fields, sorted, each key once.</summary>
    public required IReadOnlyList<FieldSource> Fields { get; init; }

    /// <summary>Rows and columns.</summary>
    public required PlateFormat Format { get; init; }

    /// <summary>Micrometres per pixel, square; null when the layout does not say.</summary>
    public double? PixelSizeUm { get; init; }

    /// <summary>dic, brightfield or phase; null when the layout does not say.</summary>
    public string? Modality { get; init; }

    /// <summary>What is in the wells; null without a plate map.</summary>
    public PlateMap? Map { get; init; }

    /// <summary>What was noticed on the way.</summary>
    public IReadOnlyList<LayoutRemark> Remarks { get; init; } = [];
}
