using CellCluster.Imaging.Tests.Oracles;

namespace CellCluster.Imaging.Tests.Morphology;

/// <summary>Compares shapes and contours with the rows of tools/oracles/morphology.py.</summary>
internal static class ShapeRows
{
    public static void AssertEqual(double[][] expected, Plane<uint> labels)
    {
        RegionShape[] shapes = RegionShapes.Of(labels);
        using ObjectContours contours = ObjectContours.Of(labels);
        foreach (double[] row in expected)
        {
            RegionShape shape = shapes[(int)row[0]];
            PixelPoint[] points = [.. contours.Contours.Where(contour => contour.Id == shape.Id).SelectMany(contour => contours.Points(contour).ToArray())];
            double[] found =
            [
                shape.Id, shape.PixelCount, shape.CentroidY, shape.CentroidX, shape.BoundingBox.Y, shape.BoundingBox.X, shape.BoundingBox.Bottom, shape.BoundingBox.Right,
                shape.MajorAxisPx, shape.MinorAxisPx, shape.Eccentricity, shape.PerimeterPx, shape.CroftonPerimeterPx, shape.EulerNumber,
                shape.ContourAreaPx, shape.HullAreaPx, shape.HullPixelCount, points.Length, MorphologyOracle.Hash(points.SelectMany(point => new long[] { point.X, point.Y })),
            ];
            Assert.Equal(row.Length, found.Length);
            for (int i = 0; i < row.Length; i++)
            {
                Assert.Equal(row[i], found[i], 1e-6); // roots of differences of moments: 1e-7 apart at worst, for lines of pixels
            }
        }
    }
}
