using CellCluster.Imaging;

namespace CellCluster.Analysis;

/// <summary>One id of a label image and its pixels.</summary>
/// <param name="Id">The id, above 0.</param>
/// <param name="AreaPx">Pixels that carry it.</param>
public readonly record struct LabelArea(uint Id, int AreaPx);

/// <summary>A found object and a reference object that share pixels.</summary>
/// <param name="FoundId">Id in the found label image.</param>
/// <param name="ReferenceId">Id in the reference label image.</param>
/// <param name="SharedPx">Pixels of both, at least 1.</param>
/// <param name="IntersectionOverUnion">Shared pixels over the pixels of either, above 0, to 1.</param>
public readonly record struct ObjectPair(uint FoundId, uint ReferenceId, int SharedPx, double IntersectionOverUnion);

/// <summary>Which objects of two label images of one field overlap, and by how much: the sparse contingency table of their ids.</summary>
/// <remarks>Made in one pass; memory is proportional to the overlapping pairs, not to the plane or to the product of the object counts. Ids need
/// not be consecutive. Thread-safe once made.</remarks>
public sealed class ObjectOverlap
{
    private ObjectOverlap(IReadOnlyList<LabelArea> found, IReadOnlyList<LabelArea> reference, IReadOnlyList<ObjectPair> pairs) =>
        (Found, Reference, Pairs) = (found, reference, pairs);

    /// <summary>The found objects, by id.</summary>
    public IReadOnlyList<LabelArea> Found { get; }

    /// <summary>The reference objects, by id.</summary>
    public IReadOnlyList<LabelArea> Reference { get; }

    /// <summary>Every pair that shares pixels: largest intersection over union first, equal ones by found id, then by reference id.</summary>
    public IReadOnlyList<ObjectPair> Pairs { get; }

    /// <summary>Counts the ids of two label images against each other; 0 is background in both.</summary>
    /// <param name="found">(height, width) uint32: what was found.</param>
    /// <param name="reference">(height, width) uint32: what it is compared with.</param>
    /// <exception cref="ArgumentException">The label images differ in size.</exception>
    public static ObjectOverlap Of(Plane<uint> found, Plane<uint> reference)
    {
        ArgumentNullException.ThrowIfNull(found);
        ArgumentNullException.ThrowIfNull(reference);
        if (found.Height != reference.Height || found.Width != reference.Width)
        {
            throw new ArgumentException($"Label images of {found.Height}x{found.Width} and {reference.Height}x{reference.Width} cannot be compared; both must show the same pixels.", nameof(reference));
        }
        Dictionary<ulong, int> shared = [];
        Dictionary<uint, int> foundAreas = [];
        Dictionary<uint, int> referenceAreas = [];
        foreach ((ulong key, int count) in Contingency(found.Pixels, reference.Pixels))
        {
            (uint f, uint r) = ((uint)(key >> 32), (uint)key);
            if (f != 0)
            {
                foundAreas[f] = foundAreas.GetValueOrDefault(f) + count;
            }
            if (r != 0)
            {
                referenceAreas[r] = referenceAreas.GetValueOrDefault(r) + count;
            }
            if (f != 0 && r != 0)
            {
                shared.Add(key, count);
            }
        }
        ObjectPair[] pairs = [.. shared.Select(entry => Pair((uint)(entry.Key >> 32), (uint)entry.Key, entry.Value))];
        Array.Sort(pairs, static (a, b) => Order(a, b));
        return new ObjectOverlap(Sorted(foundAreas), Sorted(referenceAreas), pairs);

        ObjectPair Pair(uint f, uint r, int count) => new(f, r, count, count / ((double)foundAreas[f] + referenceAreas[r] - count));
    }

    /// <summary>Pairs objects one to one where their intersection over union is above <paramref name="threshold"/>: see <see cref="ObjectMatches"/>.</summary>
    /// <param name="threshold">0..1; 0 asks for one shared pixel.</param>
    public ObjectMatches Match(double threshold) => ObjectMatches.Of(this, threshold);

    // Neighbouring pixels mostly carry the same two ids: the table is asked once per run of equal pairs.
    private static Dictionary<ulong, int> Contingency(ReadOnlySpan<uint> found, ReadOnlySpan<uint> reference)
    {
        Dictionary<ulong, int> table = [];
        int start = 0;
        while (start < found.Length)
        {
            (uint f, uint r) = (found[start], reference[start]);
            int end = start + 1;
            while (end < found.Length && found[end] == f && reference[end] == r)
            {
                end++;
            }
            System.Runtime.InteropServices.CollectionsMarshal.GetValueRefOrAddDefault(table, ((ulong)f << 32) | r, out _) += end - start;
            start = end;
        }
        return table;
    }

    private static LabelArea[] Sorted(Dictionary<uint, int> areas) => [.. areas.Select(static entry => new LabelArea(entry.Key, entry.Value)).OrderBy(static area => area.Id)];

    private static int Order(ObjectPair a, ObjectPair b)
    {
        int order = b.IntersectionOverUnion.CompareTo(a.IntersectionOverUnion);
        order = order != 0 ? order : a.FoundId.CompareTo(b.FoundId);
        return order != 0 ? order : a.ReferenceId.CompareTo(b.ReferenceId);
    }
}
