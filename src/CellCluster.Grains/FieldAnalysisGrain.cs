using CellCluster.Imaging;
using CellCluster.Pipeline;
using CellCluster.Plates;

namespace CellCluster.Grains;

/// <inheritdoc cref="IFieldAnalysisGrain"/>
[AnalysisPlacement]
internal sealed class FieldAnalysisGrain(AnalysisLoads loads) : Grain, IFieldAnalysisGrain
{
    public async Task<AnalysedField> AnalyseAsync(AnalysisJob job, string output, IReadOnlyList<StoredPlane> planes, CancellationToken cancellation)
    {
        using IDisposable counted = loads.Enter();
        DeactivateOnIdle(); // one field
        IReadOnlyList<Plane<float>> predicted = await Task.Run(() => FieldPredictions.Read(planes), cancellation);
        try
        {
            // The files were there, so the folder is: it is not made anew below a mount point that is gone.
            return await LocalAnalysis.Over(GrainFactory).RunAsync(job, predicted, await Task.Run(() => OutputFolder.Open(output), cancellation), cancellation);
        }
        finally
        {
            foreach (Plane<float> plane in predicted)
            {
                plane.Dispose();
            }
        }
    }
}
