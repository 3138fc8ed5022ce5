using CellCluster.Pipeline;

namespace CellCluster.Grains;

/// <summary>Segments and measures one field from its stored predictions, for a silo that is short of CPU; lives on the least loaded silo of the role
/// analysis. One activation a field and try: the key is free.</summary>
[Orleans.CodeGeneration.Version(1)]
public interface IFieldAnalysisGrain : IGrainWithStringKey
{
    /// <summary>Reads the predictions, checks their hashes, segments, measures, writes labels and tables.</summary>
    /// <param name="job">What is asked for.</param>
    /// <param name="output">The output folder as every silo sees it.</param>
    /// <param name="planes">The predictions' files, one a organelle.</param>
    /// <param name="cancellation">Gives up between steps.</param>
    /// <exception cref="StoredPlaneException">This silo cannot read them.</exception>
    [ResponseTimeout("01:00:00")] // a busy machine must not make a good field fail; a silo that dies ends the call at once
    Task<AnalysedField> AnalyseAsync(AnalysisJob job, string output, IReadOnlyList<StoredPlane> planes, CancellationToken cancellation);
}
