namespace CellCluster.Analysis;

/// <summary>The one-to-one pairing of found and reference objects at one threshold of intersection over union (IoU).</summary>
/// <remarks>
/// A pair counts when its IoU is strictly above the threshold. From 0.5 on no object can be in two such pairs, so the pairing is unique. Below 0.5
/// pairs are taken greedily, largest IoU first, ties by found id and then reference id; that can be a pair short of the largest possible matching.
/// The ratio of whole numbers is compared as a double: a pair of exactly 11/20 is not above 0.55.
/// </remarks>
public sealed class ObjectMatches
{
    private ObjectMatches(double threshold, IReadOnlyList<ObjectPair> pairs, int foundCount, int referenceCount) =>
        (Threshold, Pairs, Counts) = (threshold, pairs, new DetectionCounts(pairs.Count, foundCount - pairs.Count, referenceCount - pairs.Count));

    /// <summary>IoU above which a pair counts.</summary>
    public double Threshold { get; }

    /// <summary>The pairs, largest IoU first; every id at most once.</summary>
    public IReadOnlyList<ObjectPair> Pairs { get; }

    /// <summary>True and false positives and misses.</summary>
    public DetectionCounts Counts { get; }

    internal static ObjectMatches Of(ObjectOverlap overlap, double threshold)
    {
        if (!(threshold is >= 0 and <= 1))
        {
            throw new ArgumentOutOfRangeException(nameof(threshold), threshold, "an intersection over union is within 0..1");
        }
        List<ObjectPair> pairs = [];
        HashSet<uint> found = [];
        HashSet<uint> reference = [];
        foreach (ObjectPair pair in overlap.Pairs)
        {
            if (!(pair.IntersectionOverUnion > threshold))
            {
                break;
            }
            if (!found.Contains(pair.FoundId) && !reference.Contains(pair.ReferenceId))
            {
                found.Add(pair.FoundId);
                reference.Add(pair.ReferenceId);
                pairs.Add(pair);
            }
        }
        return new ObjectMatches(threshold, pairs, overlap.Found.Count, overlap.Reference.Count);
    }
}
