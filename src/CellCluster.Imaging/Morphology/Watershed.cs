namespace CellCluster.Imaging;

/// <summary>Which pixels are neighbours.</summary>
public enum Connectivity
{
    /// <summary>Pixels that share an edge.</summary>
    Edges = 4,

    /// <summary>Pixels that share an edge or a corner.</summary>
    EdgesAndCorners = 8,
}

/// <summary>Floods a height plane from markers: every reached pixel gets the id of the marker whose water comes first.</summary>
/// <remarks>
/// The order is (height, time of entry into the queue), neighbours enter in the order up, left, right, down (then the corners row by row); no line is left
/// between basins. Equal, pixel by pixel, to scikit-image 0.19.3's <c>watershed</c>, including markers of equal height: it gives them one
/// time of entry and leaves their order to its binary heap, whose moves <see cref="FloodQueue{TOrder}"/> repeats. NaN heights flood last, after positive infinity.
/// <para>Components of the mask do not meet, so each is flooded on its own (<see cref="FloodPlan"/>): one with markers of one id is filled at once. Only where two
/// ids of one component have markers of equal height the whole plane is flooded first, in one queue, to learn their order.</para>
/// O(n log n) in the flooded pixels n; scratch is pooled. Single-threaded. Sources: Beucher and Meyer 1993; the queue's order is Meyer's, 1991.
/// </remarks>
public static class Watershed
{
    /// <summary>Floods over shared edges: <see cref="Flood(Plane{float}, Plane{uint}, Plane{byte}?, Plane{uint}, Connectivity)"/>.</summary>
    public static void Flood(Plane<float> height, Plane<uint> markers, Plane<byte>? mask, Plane<uint> labels) =>
        Flood(height, markers, mask, labels, Connectivity.Edges);

    /// <summary>Writes the basins of <paramref name="markers"/> on <paramref name="height"/> into <paramref name="labels"/>.</summary>
    /// <param name="height">(height, width) float; low floods first. For touching objects: minus the distance, or minus the intensity.</param>
    /// <param name="markers">Same size; not 0 = an id to start from. Ids are kept, one id may have many pixels. A marker outside the mask is dropped.</param>
    /// <param name="mask">Same size; only pixels other than 0 are flooded. Null: the whole plane.</param>
    /// <param name="labels">Same size; every pixel is written, 0 where no marker's water comes. May be <paramref name="markers"/> itself.</param>
    /// <param name="connectivity">Whether water also flows over corners.</param>
    public static void Flood(Plane<float> height, Plane<uint> markers, Plane<byte>? mask, Plane<uint> labels, Connectivity connectivity)
    {
        SizeCheck.Same(height, markers, nameof(markers));
        SizeCheck.Same(height, labels, nameof(labels));
        if (mask is null)
        {
            FloodWhole(height, markers, null, labels, connectivity);
            return;
        }
        SizeCheck.Same(height, mask, nameof(mask));
        using FloodPlan plan = FloodPlan.Of(height, markers, mask, connectivity);
        if (plan.ContestedCount > 0)
        {
            using var whole = new FloodState<EqualMarkers>(height, null, connectivity);
            plan.Order(whole);
        }
        using var state = new FloodState<StrictOrder>(height, labels, connectivity);
        state.Close();
        plan.FillAndOpen(state, labels);
        plan.FloodShared(state);
    }

    /// <summary>All components in one queue, as the reference does it: the readable version and the oracle of the planned one.</summary>
    internal static void FloodWhole(Plane<float> height, Plane<uint> markers, Plane<byte>? mask, Plane<uint> labels, Connectivity connectivity)
    {
        using var state = new FloodState<EqualMarkers>(height, labels, connectivity);
        state.Open(markers, mask);
        state.Spread();
    }
}
