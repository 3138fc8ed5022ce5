namespace CellCluster.Analysis;

/// <summary>One cell: a nucleus with the ER and Golgi that are nearest to it.</summary>
/// <remarks>What was not measured in the field (no ER or Golgi plane) is null as a whole.</remarks>
/// <param name="Nucleus">The nucleus.</param>
/// <param name="Er">Its ER; null where the field has no ER plane.</param>
/// <param name="Golgi">Its Golgi; null where the field has no Golgi plane.</param>
public sealed record CellMeasurement(ObjectMeasurement Nucleus, CellEr? Er, CellGolgi? Golgi);

/// <summary>ER pixels that are nearest to one nucleus: an ER object that spans several cells is split among them by pixel.</summary>
/// <param name="AreaPx">Number of pixels.</param>
/// <param name="AreaUm2">Area, um^2; null where the pixel size is unknown.</param>
/// <param name="MeanIntensity">Mean of the ER plane over them; NaN without pixels.</param>
/// <param name="TotalIntensity">Sum over them.</param>
/// <param name="MeanDistancePx">Mean distance to the nucleus, px; NaN without pixels. Low where ER lies close around the nucleus.</param>
public sealed record CellEr(int AreaPx, double? AreaUm2, double MeanIntensity, double TotalIntensity, double MeanDistancePx);

/// <summary>Golgi objects (fragments) whose parent is one nucleus.</summary>
/// <param name="FragmentCount">Number of objects.</param>
/// <param name="AreaPx">Their pixels.</param>
/// <param name="AreaUm2">Their area, um^2; null where the pixel size is unknown.</param>
/// <param name="MeanIntensity">Mean of the Golgi plane over them; NaN without pixels.</param>
/// <param name="TotalIntensity">Sum over them.</param>
/// <param name="LargestShare">Area of the largest over all, 0..1: falls as the Golgi breaks up; NaN without fragments.</param>
/// <param name="MeanDistancePx">Mean distance of their pixels to the nearest nucleus, px; NaN without fragments.</param>
public sealed record CellGolgi(
    int FragmentCount, int AreaPx, double? AreaUm2, double MeanIntensity, double TotalIntensity, double LargestShare, double MeanDistancePx);
