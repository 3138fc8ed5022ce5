using CellCluster.Imaging;
using CellCluster.Pipeline;

namespace CellCluster.Hosting;

/// <summary>How much memory a run needs, from the sizes of tiles and fields; decides how many lanes fit.</summary>
/// <param name="BaseBytes">Runtime, silo and libraries.</param>
/// <param name="PerLaneBytes">Network and one tile of work.</param>
/// <param name="PerSlotBytes">One field on its way: raw, prepared, predicted, labels and scratch.</param>
/// <param name="SlotsPerLane">Fields on their way per lane.</param>
public sealed record MemoryPlan(long BaseBytes, long PerLaneBytes, long PerSlotBytes, int SlotsPerLane)
{
    private const long RuntimeBytes = 350L << 20; // measured: silo, OpenCV and libtorch loaded, nothing done yet
    private const int QueuedTilesPerSlot = 3;

    /// <summary>The need of a plan on lanes of a kind.</summary>
    public static MemoryPlan For(RunPlan plan, PredictorFacts facts, int slotsPerLane)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(facts);
        if (plan.Tiles is not { } tiles || plan.FieldSize is not { } size)
        {
            return new MemoryPlan(RuntimeBytes, 0, 0, slotsPerLane);
        }
        int outputs = plan.Card.Outputs.Count;
        long stored = (long)size.Height * size.Width;
        long worked = (long)tiles.Height * tiles.Width;
        long tile = (long)tiles.OuterHeight * tiles.OuterWidth;
        // raw (2) and prepared (4) planes; joined outputs (4 each); label images of all organelles (4 each); mask (1), residual and surface (8) of one
        // organelle at a time, or as much for the nearest nucleus and the openings of granularity while the field is measured
        long slot = (stored * (2 + 4 + 1 + 8 + (4 * outputs))) + (worked * 4 * (1 + outputs)) + (QueuedTilesPerSlot * tile * 4 * (1 + outputs));
        return new MemoryPlan(RuntimeBytes, facts.Memory.PeakBytes(tiles.OuterHeight, tiles.OuterWidth), slot, slotsPerLane);
    }

    /// <summary>The need of a number of lanes, bytes.</summary>
    public long Bytes(int laneCount) => BaseBytes + (laneCount * (PerLaneBytes + (SlotsPerLane * PerSlotBytes)));

    /// <summary>How many lanes to run.</summary>
    /// <param name="asked">What the user asked for; null: as many as there are cores and memory for.</param>
    /// <param name="coreCount">Cores of the machine.</param>
    /// <param name="memoryBytes">Memory that may be used.</param>
    /// <exception cref="MemoryShortException">Not even one lane fits, or not as many as were asked for.</exception>
    public int LaneCount(int? asked, int coreCount, long memoryBytes)
    {
        int wanted = asked ?? coreCount;
        int fitting = 0;
        while (fitting < wanted && Bytes(fitting + 1) <= memoryBytes)
        {
            fitting++;
        }
        if (fitting == 0 || (asked is not null && fitting < wanted))
        {
            throw new MemoryShortException(asked ?? 1, Bytes(asked ?? 1), memoryBytes);
        }
        return fitting;
    }
}

/// <summary>The memory that may be used is too small for the run.</summary>
public sealed class MemoryShortException(int laneCount, long neededBytes, long availableBytes)
    : Exception($"{laneCount} lane(s) need {neededBytes / 1048576.0:0} MB, {availableBytes / 1048576.0:0} MB may be used; ask for fewer --lanes or allow more --memory-mb")
{
    /// <summary>What it takes.</summary>
    public long NeededBytes { get; } = neededBytes;

    /// <summary>What may be used.</summary>
    public long AvailableBytes { get; } = availableBytes;
}
