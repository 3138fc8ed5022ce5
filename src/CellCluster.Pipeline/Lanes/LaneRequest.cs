using CellCluster.Imaging;

namespace CellCluster.Pipeline;

/// <summary>A tile that waits for its prediction or is being predicted; keeps the tile's pixels alive until the lane's thread has done with them.</summary>
internal sealed class LaneRequest(TileWork work) : IInLine
{
    private readonly TaskCompletionSource<TilePrediction> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Plane<float> _pixels = work.Tile.Pixels.Retain();

    public TileWork Work { get; } = work;

    public Task<TilePrediction> Answer => _answer.Task;

    public string PlateId => Work.PlateId;

    public string Field => Work.Field;

    public int Weight { get; } = work.Priority.Weight();

    // Pixels, because that is what a device's time goes by: plates of large tiles do not get more than their share.
    public double Cost { get; } = work.Tile.Pixels.PixelCount;

    /// <summary>Whether two tiles may be predicted in one call.</summary>
    public bool FitsWith(LaneRequest other) =>
        Work.Model.WeightsHash == other.Work.Model.WeightsHash && _pixels.Height == other._pixels.Height && _pixels.Width == other._pixels.Width;

    /// <summary>Answers; a caller that was told of a hanging device meanwhile gets nothing, and the prediction is dropped.</summary>
    public void Succeed(TilePrediction prediction)
    {
        if (!_answer.TrySetResult(prediction))
        {
            prediction.Dispose();
        }
    }

    /// <summary>Answers with an error, unless it is answered already.</summary>
    public void Fail(Exception error) => _answer.TrySetException(error);

    /// <summary>The caller gave up while it waited.</summary>
    public void Cancel(CancellationToken cancellation) => _answer.TrySetCanceled(cancellation);

    /// <summary>The lane reads the pixels no more.</summary>
    public void Release() => _pixels.Dispose();
}

/// <summary>A model to be loaded ahead of its first tile.</summary>
internal sealed class LoadRequest(ModelReference model)
{
    private readonly TaskCompletionSource<PredictorFacts> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public ModelReference Model { get; } = model;

    public Task<PredictorFacts> Answer => _answer.Task;

    public void Succeed(PredictorFacts facts) => _answer.TrySetResult(facts);

    public void Fail(Exception error) => _answer.TrySetException(error);
}
