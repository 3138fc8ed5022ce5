using System.Buffers;
using CellCluster.Imaging;

namespace CellCluster.Analysis;

/// <summary>Gives every ER or Golgi object its nucleus.</summary>
/// <remarks>
/// Each pixel of an object that lies within the cell radius of a nucleus votes for the nucleus nearest to it (border of the nucleus, exact
/// Euclidean distance, 0 inside); the nucleus with most votes is the parent, at a tie the one with the smaller id. An object without a vote has none.
/// </remarks>
public static class CellAssignment
{
    /// <summary>One link per id of <paramref name="children"/> that has pixels, by rising id, as in <see cref="ObjectMeasurements.Of"/>.</summary>
    /// <param name="nuclei">(height, width): nuclei, 0 background.</param>
    /// <param name="children">(height, width): ER or Golgi objects of the same field.</param>
    /// <param name="cellRadiusPx">Pixels further than this from every nucleus belong to none, px, above 0; infinity for no limit.</param>
    public static IReadOnlyList<ParentLink> Assign(Plane<uint> nuclei, Plane<uint> children, double cellRadiusPx = double.PositiveInfinity)
    {
        ObjectMeasurements.CheckSizes(nuclei, children);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(cellRadiusPx);
        using ObjectRuns parents = ObjectRuns.Of(nuclei);
        using ObjectRuns objects = ObjectRuns.Of(children);
        using NearestNucleus nearest = NearestNucleus.Of(nuclei);
        return Assign(nearest, parents.Ids, Centroids(parents), objects, Centroids(objects), cellRadiusPx);
    }

    /// <summary>The same with what was computed before; centroids by index of the ids.</summary>
    internal static ParentLink[] Assign(
        NearestNucleus nearest, uint[] nuclei, ReadOnlySpan<(double Y, double X)> nucleusCentroids, ObjectRuns objects, ReadOnlySpan<(double Y, double X)> centroids, double radius)
    {
        var links = new ParentLink[objects.Count];
        if (nuclei.Length == 0)
        {
            Array.Fill(links, ParentLink.None);
            return links;
        }
        Vote[] votes = ArrayPool<Vote>.Shared.Rent((int)nuclei[^1] + 1);
        votes.AsSpan(0, (int)nuclei[^1] + 1).Clear();
        var voted = new List<uint>();
        for (int i = 0; i < links.Length; i++)
        {
            links[i] = Count(nearest, objects[i], radius, votes, voted) is { NucleusId: > 0 } link
                ? link with { CentroidDistancePx = Between(centroids[i], nucleusCentroids[Array.BinarySearch(nuclei, link.NucleusId)]) }
                : ParentLink.None;
        }
        ArrayPool<Vote>.Shared.Return(votes);
        return links;
    }

    internal static (double Y, double X)[] Centroids(ObjectRuns runs)
    {
        RegionShape[] shapes = RegionShapes.OfContours(runs.Labels);
        var centroids = new (double Y, double X)[runs.Count];
        for (int i = 0; i < centroids.Length; i++)
        {
            RegionShape shape = shapes[runs.Ids[i]];
            centroids[i] = (shape.CentroidY, shape.CentroidX);
        }
        return centroids;
    }

    private static double Between((double Y, double X) a, (double Y, double X) b) => Math.Sqrt(((a.Y - b.Y) * (a.Y - b.Y)) + ((a.X - b.X) * (a.X - b.X)));

    // Leaves the votes cleared.
    private static ParentLink Count(NearestNucleus nearest, ReadOnlySpan<ObjectRun> runs, double radius, Vote[] votes, List<uint> voted)
    {
        long pixels = 0;
        double distances = 0;
        foreach (ObjectRun run in runs)
        {
            ReadOnlySpan<uint> ids = nearest.Ids.Row(run.Y);
            ReadOnlySpan<float> away = nearest.DistancePx.Row(run.Y);
            for (int x = run.X; x < run.End; x++)
            {
                if (away[x] <= radius)
                {
                    ref Vote vote = ref votes[ids[x]];
                    if (vote.Count++ == 0)
                    {
                        vote.DistancePx = away[x];
                        voted.Add(ids[x]);
                    }
                    vote.DistancePx = Math.Min(vote.DistancePx, away[x]);
                    distances += away[x];
                    pixels++;
                }
            }
        }
        uint parent = 0;
        int most = 0;
        double distance = double.NaN;
        foreach (uint id in voted)
        {
            Vote vote = votes[id];
            if (vote.Count > most || (vote.Count == most && id < parent))
            {
                (parent, most, distance) = (id, vote.Count, vote.DistancePx);
            }
            votes[id] = default;
        }
        voted.Clear();
        return new ParentLink(parent, distance, distances / pixels, double.NaN);
    }

    private struct Vote
    {
        public int Count;
        public float DistancePx;
    }
}
