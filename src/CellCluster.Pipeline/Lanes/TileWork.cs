namespace CellCluster.Pipeline;

/// <summary>A tile on its way to a lane: which model predicts it and whose turn it takes.</summary>
/// <param name="Model">The model; a lane loads it when it first sees it.</param>
/// <param name="Tile">The tile.</param>
/// <param name="PlateId">The plate: lanes take turns between plates.</param>
/// <param name="Priority">How large the plate's share is.</param>
public sealed record TileWork(ModelReference Model, TileInput Tile, string PlateId, PlatePriority Priority)
{
    /// <summary>The field within the plate, any text that tells fields apart: a lane goes on with a field that it began, so that fields end one
    /// after the other instead of all late. Empty: tiles are taken as they came.</summary>
    public string Field { get; init; } = "";
}

/// <summary>Predicts one tile somewhere: a lane, by way of a grain or directly.</summary>
/// <param name="work">The tile; its pixels are retained by the callee where it may outlive the call.</param>
/// <param name="cancellation">Gives up.</param>
public delegate Task<TilePrediction> PredictWork(TileWork work, CancellationToken cancellation);
