using CellCluster.Analysis.Tests.Oracles;
using CellCluster.Imaging;

namespace CellCluster.Analysis.Tests.Cells;

public class CellAssignmentTests
{
    [Fact]
    public void Nearest_ConstructedFields_EqualsSearchOfAllPixels()
    {
        foreach (FieldOracle oracle in MeasurementOracle.Recorded.Fields)
        {
            using Plane<uint> labels = oracle.Labels();
            using NearestNucleus nearest = NearestNucleus.Of(labels);
            foreach (double[] sample in oracle.Distances)
            {
                Assert.Equal(sample[2], nearest.DistancePx[(int)sample[0], (int)sample[1]], 1e-5); // float32 of up to 100
            }
            for (int p = 0; p < labels.PixelCount; p += 37)
            {
                (int y, int x) = (p / labels.Width, p % labels.Width);
                (long squared, HashSet<uint> ids) = Search(labels, y, x);
                Assert.Equal(MathF.Sqrt(squared), nearest.DistancePx[y, x]);
                Assert.Contains(nearest.Ids[y, x], ids);
            }
        }
    }

    [Fact]
    public void Nearest_NoNuclei_IsNoneAtInfiniteDistance()
    {
        using var labels = new Plane<uint>(3, 17);
        using NearestNucleus nearest = NearestNucleus.Of(labels);
        Assert.All(nearest.Ids.Pixels.ToArray(), id => Assert.Equal(0u, id));
        Assert.All(nearest.DistancePx.Pixels.ToArray(), distance => Assert.Equal(float.PositiveInfinity, distance));
    }

    [Fact]
    public void Assign_ObjectBetweenTwoNuclei_GoesWithMostOfItsPixels()
    {
        // Nuclei at columns 0 and 10; the object covers columns 2..6: 2, 3, 4 are nearer to the left one, 6 to the right, 5 is a tie (left).
        using var nuclei = new Plane<uint>(1, 11);
        using var children = new Plane<uint>(1, 11);
        nuclei[0, 0] = 4;
        nuclei[0, 10] = 9;
        children.Row(0)[2..7].Fill(3);
        ParentLink link = Assert.Single(CellAssignment.Assign(nuclei, children));
        Assert.Equal(new ParentLink(4, 2, (2 + 3 + 4 + 5 + 4) / 5.0, 4), link);
        Assert.Equal(9u, CellAssignment.Assign(nuclei, Moved(children, 2))[0].NucleusId);
    }

    [Fact]
    public void Assign_BeyondTheCellRadius_HasNone()
    {
        using var nuclei = new Plane<uint>(1, 40);
        using var children = new Plane<uint>(1, 40);
        nuclei[0, 0] = 1;
        children[0, 10] = 1;
        children[0, 11] = 2;
        IReadOnlyList<ParentLink> links = CellAssignment.Assign(nuclei, children, 10);
        Assert.Equal([1u, 0u], links.Select(link => link.NucleusId));
        Assert.Equal(ParentLink.None, links[1]);
    }

    private static Plane<uint> Moved(Plane<uint> plane, int right)
    {
        var moved = new Plane<uint>(plane.Height, plane.Width);
        plane.Pixels[..^right].CopyTo(moved.Pixels[right..]);
        return moved;
    }

    private static (long Squared, HashSet<uint> Ids) Search(Plane<uint> labels, int y, int x)
    {
        long best = long.MaxValue;
        var ids = new HashSet<uint>();
        for (int p = 0; p < labels.PixelCount; p++)
        {
            if (labels.Pixels[p] == 0)
            {
                continue;
            }
            long dy = (p / labels.Width) - y;
            long dx = (p % labels.Width) - x;
            long squared = (dy * dy) + (dx * dx);
            if (squared < best)
            {
                best = squared;
                ids.Clear();
            }
            if (squared == best)
            {
                ids.Add(labels.Pixels[p]);
            }
        }
        return (best, ids);
    }
}
