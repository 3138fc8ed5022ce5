using CellCluster.Pipeline;
using Microsoft.Extensions.Logging;

namespace CellCluster.Grains;

/// <summary>Decides where a field's predictions are analysed: on this silo, or, by their files, on another of the role analysis.</summary>
/// <remarks>
/// Elsewhere when this silo lacks the role, or when as many fields are in analysis here as it has cores and another silo of the role is less loaded.
/// What fails elsewhere (the silo dies, it cannot read the files) is tried on one more silo and then done here: never the field's fault.
/// The result is the same to the last bit wherever it is made.
/// </remarks>
internal sealed partial class AnalysisRoute(IGrainFactory grains, ClusterView cluster, AnalysisLoads loads, ILogger<AnalysisRoute> log)
{
    private const int TriesElsewhere = 2;
    private int _sent;

    /// <summary>Fields that were analysed on other silos for this one.</summary>
    public int SentCount => Volatile.Read(ref _sent);

    /// <summary>Analyses a field. Fits <see cref="FieldWorkers.Analyse"/>.</summary>
    /// <exception cref="OutputUnavailableException">Results cannot be written here.</exception>
    public async Task<AnalysedField> AnalyseAsync(FieldPredictions predictions, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(predictions);
        IReadOnlyList<StoredPlane>? stored = null;
        for (int attempt = 0; attempt < TriesElsewhere && IsBetterElsewhere(); attempt++)
        {
            stored ??= await Task.Run(predictions.Store, cancellation);
            try
            {
                AnalysedField analysed = await grains.GetGrain<IFieldAnalysisGrain>($"{predictions.Job.PlateId}/{predictions.Job.Key}/{Guid.NewGuid():N}")
                    .AnalyseAsync(predictions.Job, predictions.Output.Path, stored, cancellation);
                Interlocked.Increment(ref _sent);
                return analysed;
            }
            catch (Exception error) when (!cancellation.IsCancellationRequested) // whatever it was, it says nothing about the field
            {
                LogFailedElsewhere(predictions.Job.PlateId, predictions.Job.Key.ToString(), error.Message);
            }
        }
        using IDisposable counted = loads.Enter();
        return await LocalAnalysis.Over(grains).RunAsync(predictions.Job, predictions.Planes, predictions.Output, cancellation);
    }

    private bool IsBetterElsewhere()
    {
        SiloAddress[] others = [.. cluster.Others(SiloRoles.Analysis)];
        if (others.Length == 0)
        {
            return false;
        }
        return !cluster.Local.Roles.HasFlag(SiloRoles.Analysis) || (loads.Here >= cluster.Local.Cores && others.Any(other => loads.Of(other) < loads.Own));
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "plate {plate}, {field}: could not be analysed on another silo, is tried again: {reason}")]
    private partial void LogFailedElsewhere(string plate, string field, string reason);
}
