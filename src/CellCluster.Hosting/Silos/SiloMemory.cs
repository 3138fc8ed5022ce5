using CellCluster.Pipeline;

namespace CellCluster.Hosting;

/// <summary>The memory that a silo has to have before it knows its plates; what a plate really needs is looked at when it is planned.</summary>
/// <remarks>
/// For fields of 2160 x 2160 and three organelles, after the formula of <see cref="MemoryPlan"/>: 225 MB for a field on its way; 200 MB for the
/// network and its largest tile on a CPU (688 x 688), the same on the host's side of a GPU; 350 MB for runtime, silo and libraries.
/// </remarks>
internal static class SiloMemory
{
    private const long BaseBytes = 350L << 20;
    private const long LaneBytes = 200L << 20;
    private const long SlotBytes = 225L << 20;

    /// <summary>What the lanes need together.</summary>
    public static long LeastBytes(int laneCount, int slotsPerLane) => BaseBytes + (laneCount * (LaneBytes + (slotsPerLane * SlotBytes)));

    /// <summary>Refuses a silo whose lanes do not fit.</summary>
    /// <exception cref="MemoryShortException">Too little memory.</exception>
    public static void Require(SiloOptions options)
    {
        long available = options.MemoryBytes ?? GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;
        long needed = LeastBytes(options.Lanes.Count, options.SlotsPerLane);
        if (options.Lanes.Count > 0 && needed > available)
        {
            throw new MemoryShortException(options.Lanes.Count, needed, available);
        }
    }
}
