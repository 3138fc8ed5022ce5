namespace CellCluster.Pipeline;

/// <summary>Keeps a batch to one model: numbers of two models in one batch would look like drift.</summary>
public static class BatchModels
{
    /// <summary>Refuses a plate whose batch holds a plate of another model, or has one announced.</summary>
    /// <exception cref="RunRefusedException">Both plates and models are named.</exception>
    public static async Task RequireOneAsync(ILedger ledger, string batch, string plateId, ModelReference model)
    {
        ArgumentNullException.ThrowIfNull(ledger);
        ArgumentNullException.ThrowIfNull(model);
        foreach (PlateRecord record in await ledger.ListBatchAsync(batch, CancellationToken.None))
        {
            if (record.PlateId != plateId && record.Fingerprint.Parts.GetValueOrDefault("weights") is { } weights && weights != model.WeightsHash)
            {
                throw Refuse(batch, record.PlateId, LabelOptionsJson.ReadStored(record.Options).Model, weights, plateId, model);
            }
        }
        foreach (PlateAnnouncement announced in await ledger.ListAnnouncementsAsync(CancellationToken.None))
        {
            LabelOptions options = LabelOptionsJson.ReadStored(announced.Options);
            if (announced.PlateId != plateId && options.Batch == batch && options.Model != model.Path
                && File.Exists(options.Model) && RunFingerprints.OfFile(options.Model) is var weights && weights != model.WeightsHash)
            {
                throw Refuse(batch, announced.PlateId, options.Model, weights, plateId, model);
            }
        }
    }

    private static RunRefusedException Refuse(string batch, string otherPlate, string otherModel, string otherWeights, string plateId, ModelReference model) =>
        new($"batch {batch}: plate {otherPlate} uses model {otherModel} (weights {otherWeights[..12]}), plate {plateId} asks for {model.Path} (weights {model.WeightsHash[..12]}); "
            + "one batch has one model: give another --batch or the same --model");
}
