namespace CellCluster.Pipeline;

/// <summary>The models on a lane's device. Used by the lane's thread alone.</summary>
/// <param name="factory">Makes predictors.</param>
/// <param name="device">The device.</param>
/// <param name="capacity">Models kept; the one unused for longest goes before another is loaded.</param>
internal sealed class LaneModels(IPredictorFactory factory, string device, int capacity)
{
    private readonly LinkedList<(string Hash, IPredictor Predictor)> _loaded = []; // the latest used first

    /// <summary>The model, loaded now or before.</summary>
    /// <exception cref="ModelFileException">It cannot be loaded, or its bytes are others than the reference says: no fault of the device's.</exception>
    public IPredictor Get(ModelReference model)
    {
        for (LinkedListNode<(string Hash, IPredictor Predictor)>? node = _loaded.First; node is not null; node = node.Next)
        {
            if (node.Value.Hash == model.WeightsHash)
            {
                _loaded.Remove(node);
                _loaded.AddFirst(node);
                return node.Value.Predictor;
            }
        }
        CheckHash(model);
        while (_loaded.Count >= capacity)
        {
            // Before the other one is loaded, so that the device never holds more than it was told.
            IPredictor unused = _loaded.Last!.Value.Predictor;
            _loaded.RemoveLast();
            unused.Dispose();
        }
        IPredictor predictor = factory.Create(model.Path, device);
        _loaded.AddFirst((model.WeightsHash, predictor));
        return predictor;
    }

    /// <summary>Unloads everything.</summary>
    /// <returns>What went wrong while unloading from a device that fails; null when nothing did.</returns>
    public Exception? Unload()
    {
        Exception? fault = null;
        while (_loaded.First is { } first)
        {
            _loaded.RemoveFirst();
            try
            {
                first.Value.Predictor.Dispose();
            }
            catch (Exception error) // the caller says it; the others are unloaded all the same
            {
                fault ??= error;
            }
        }
        return fault;
    }

    private static void CheckHash(ModelReference model)
    {
        string found;
        try
        {
            found = RunFingerprints.OfFile(model.Path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new ModelFileException(model.Path, $"it cannot be read here: {error.Message}", error);
        }
        if (found != model.WeightsHash)
        {
            throw new ModelFileException(
                model.Path,
                $"its bytes have the hash {found}, the plate is pinned to {model.WeightsHash}; put the plate's model there again, or start the plate anew");
        }
    }
}
