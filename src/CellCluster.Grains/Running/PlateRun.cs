using CellCluster.Pipeline;
using CellCluster.Plates;

namespace CellCluster.Grains;

/// <summary>A plate that this silo works on: its plan and the step that takes a field all the way.</summary>
/// <param name="Plan">The plan.</param>
/// <param name="Frozen">Its normalisation; null when no field could be read.</param>
/// <param name="Output">The output folder.</param>
public sealed record PlateRun(RunPlan Plan, FrozenNormalisation? Frozen, OutputFolder Output)
{
    /// <summary>The way of a field.</summary>
    public FieldProcessor Processor { get; } = new(Plan, Frozen, Output);

    /// <summary>True when the ledger's plate is worked on in just this way.</summary>
    public bool IsOf(PlateRecord record)
    {
        ArgumentNullException.ThrowIfNull(record);
        return Plan.Fingerprint.Hash == record.Fingerprint.Hash
            && (Frozen?.Median, Frozen?.Scale, Frozen?.Height, Frozen?.Width)
                == (record.Normalisation?.Median, record.Normalisation?.Scale, record.Normalisation?.Height, record.Normalisation?.Width)
            && LabelOptionsJson.Write(Plan.Options) == record.Options;
    }
}

/// <summary>Something of this silo that a plate needs and that is not there: too little memory, for one. The host may add one.</summary>
public interface ISiloFitness
{
    /// <summary>Null when this silo can work on the plate; else why not, in one line.</summary>
    string? WhyUnfit(RunPlan plan, PredictorFacts facts);
}

/// <summary>This silo cannot work on a plate; another one may.</summary>
public sealed class SiloUnfitException(string plateId, string reason, Exception? inner = null) : Exception(reason, inner)
{
    /// <summary>The plate.</summary>
    public string PlateId { get; } = plateId;
}
