using System.Collections.Concurrent;

namespace CellCluster.Imaging;

/// <summary>Keeps the memory of dropped planes for the next plane of exactly the same size.</summary>
/// <remarks>
/// A plate has few plane sizes and many planes, so exact lengths waste nothing (an array pool by powers of two would double an 18 MB field).
/// At most <see cref="LargestKeptCount"/> arrays of a length and <see cref="LargestLengthCount"/> lengths are kept; more go to the garbage collector.
/// </remarks>
internal static class PlanePool<T>
    where T : unmanaged
{
    private const int LargestKeptCount = 16;
    private const int LargestLengthCount = 32;
    private static readonly ConcurrentDictionary<int, ConcurrentBag<T[]>> s_kept = new();

    public static T[] Take(int length) =>
        s_kept.TryGetValue(length, out ConcurrentBag<T[]>? bag) && bag.TryTake(out T[]? array)
            ? array
            : GC.AllocateUninitializedArray<T>(length);

    public static void Give(T[] array)
    {
        if (!s_kept.ContainsKey(array.Length) && s_kept.Count >= LargestLengthCount)
        {
            s_kept.Clear(); // sizes have changed: an old plate's memory is of no more use
        }
        ConcurrentBag<T[]> bag = s_kept.GetOrAdd(array.Length, static _ => []);
        if (bag.Count < LargestKeptCount)
        {
            bag.Add(array);
        }
    }
}
