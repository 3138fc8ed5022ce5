namespace CellCluster.Analysis;

/// <summary>To which nucleus an ER or Golgi object belongs, and how far from it it lies.</summary>
/// <param name="NucleusId">Id of the nucleus; 0 for none.</param>
/// <param name="DistancePx">Smallest distance of its pixels to that nucleus' pixels: 0 where they overlap; NaN without nucleus.</param>
/// <param name="MeanDistancePx">Mean over its pixels of the distance to the nucleus nearest to each; NaN without nucleus.</param>
/// <param name="CentroidDistancePx">Distance of its centroid to the nucleus' centroid; NaN without nucleus.</param>
public readonly record struct ParentLink(uint NucleusId, double DistancePx, double MeanDistancePx, double CentroidDistancePx)
{
    /// <summary>No nucleus is near enough.</summary>
    public static ParentLink None { get; } = new(0, double.NaN, double.NaN, double.NaN);
}
