namespace CellCluster.Plates;

/// <summary>How a plate's folder is to be read. Without any option the folder is recognised by what lies in it.</summary>
/// <remarks>Rules of every layout: docs/formats/layouts.md.</remarks>
public sealed record LayoutOptions
{
    /// <summary>Name template below the plate folder, such as <c>{well}_f{field}.tif</c>; see <see cref="NameTemplate"/>.</summary>
    public string? Pattern { get; init; }

    /// <summary>Path of a table well, field, path[, page, acquisition]; excludes <see cref="Pattern"/>.</summary>
    public string? FieldsCsv { get; init; }

    /// <summary>Path of the plate map; default <c>wells.csv</c> in the plate folder, where it exists.</summary>
    public string? WellsCsv { get; init; }

    /// <summary>The transmitted-light channel: a wavelength number, a wavelength's name, or a value of <c>{channel}</c>.
    /// Default: the only one; of an ImageXpress plate the first whose name says transmitted light, else wavelength 1.</summary>
    public string? Channel { get; init; }

    /// <summary>Which plane of a z-stack, as the microscope numbers them (0 = projection); needed where there are several.</summary>
    public int? Z { get; init; }

    /// <summary>The plate's id; default the value of <c>{plate}</c>, else the folder's name.</summary>
    public string? PlateId { get; init; }
}
