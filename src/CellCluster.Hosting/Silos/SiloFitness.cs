using CellCluster.Grains;
using CellCluster.Pipeline;

namespace CellCluster.Hosting;

/// <summary>Whether a silo has the memory for a plate's fields on all of its slots; <see cref="SiloMemory"/> could only guess their size.</summary>
internal sealed class SiloFitness(SiloOptions options) : ISiloFitness
{
    public string? WhyUnfit(RunPlan plan, PredictorFacts facts)
    {
        long available = options.MemoryBytes ?? GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;
        long needed = MemoryPlan.For(plan, facts, options.SlotsPerLane).Bytes(options.Lanes.Count);
        return needed <= available ? null : new MemoryShortException(options.Lanes.Count, needed, available).Message;
    }
}
