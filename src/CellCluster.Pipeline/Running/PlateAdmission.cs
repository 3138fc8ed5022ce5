using System.Text.Json;
using CellCluster.Plates;

namespace CellCluster.Pipeline;

/// <summary>What became of a submission.</summary>
public sealed record Admission
{
    /// <summary>Why it was refused; null when it was not.</summary>
    public string? Refusal { get; init; }

    /// <summary>Kind of refusal.</summary>
    public StartFault Fault { get; init; }

    /// <summary>The announcement that is open for it; null when there is nothing to open: the plate runs or is finished.</summary>
    public PlateAnnouncement? Announced { get; init; }

    /// <summary>The plate in the ledger; null when it is new.</summary>
    public PlateRecord? Record { get; init; }
}

/// <summary>Takes plates into a cluster: checks all that can be checked before there is a lane, then writes the announcement.</summary>
/// <remarks>A refusal changes nothing. What only a lane can tell (tiles, numeric profile) is checked when the plate is opened.</remarks>
/// <param name="ledger">The cluster's ledger.</param>
/// <param name="factory">Reads model cards.</param>
/// <param name="time">Clock.</param>
public sealed class PlateAdmission(ILedger ledger, IPredictorFactory factory, TimeProvider time)
{
    private static readonly string[] s_devices = ["cpu", "cuda"];

    /// <summary>Admits a plate, or finds that it is there.</summary>
    /// <param name="plateId">The plate.</param>
    /// <param name="optionsJson">What was asked for.</param>
    /// <param name="redo">Forgets a finished or cancelled run of the same plate in the same folder.</param>
    /// <param name="by">Who, for the audit.</param>
    public async Task<Admission> AdmitAsync(string plateId, string optionsJson, bool redo, string by)
    {
        try
        {
            LabelOptions options = LabelOptionsJson.Read(optionsJson);
            RequireSound(options);
            PlateSurvey survey = RunPlanner.Survey(options, factory.ReadCard(options.Model));
            if (survey.Layout.PlateId != plateId)
            {
                throw new LayoutException(options.Plate, $"a plate of id {survey.Layout.PlateId}", plateId, "submit it under its own id, or give --plate-id");
            }
            PlateRecord? record = await ledger.FindPlateAsync(plateId, CancellationToken.None);
            PlateAnnouncement? open = (await ledger.FindAnnouncementAsync(plateId, CancellationToken.None)) is { End: null } found ? found.Announcement : null;
            RequireSamePlace(options, record?.Options ?? open?.Options, plateId);
            await RequireOwnFolderAsync(options, plateId);
            await BatchModels.RequireOneAsync(ledger, options.Batch ?? plateId, plateId, survey.Model);
            if (open is not null)
            {
                return Compare(open, optionsJson, record);
            }
            if (record is not null && !redo)
            {
                RequireSameRun(record, survey, options);
            }
            if (record is { State: PlateState.Running })
            {
                return redo
                    ? throw new RunRefusedException($"plate {plateId}: it is being worked on; cancel it before it is redone")
                    : new Admission { Record = record };
            }
            OutputFolder output = OutputFolder.Open(options.Out);
            RequireKnownResults(output, record, redo);
            if (record is { State: PlateState.Complete or PlateState.CompleteWithGaps } && !redo && PlateStarter.ReasonToRewrite(survey.Layout, output) is null)
            {
                return new Admission { Record = record };
            }
            var announcement = new PlateAnnouncement(plateId, optionsJson, options.Priority, options.Device, survey.Layout.Fields.Count, by, time.GetUtcNow());
            PlateAnnouncement announced = await ledger.AnnouncePlateAsync(announcement, CancellationToken.None);
            if (redo && announced.Options == optionsJson)
            {
                // After the announcement, so that a process that ends between the two leaves a plate that is there and not one that is forgotten.
                await ledger.ForgetPlateAsync(plateId, CancellationToken.None);
            }
            return Compare(announced, optionsJson, record);
        }
        catch (Exception error) when (PlateStarter.RefusalOf(error) is { } refusal)
        {
            return new Admission { Refusal = refusal.Refusal, Fault = refusal.Fault };
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException) // the model or a table cannot be read on this silo
        {
            return new Admission { Refusal = $"plate {plateId}: {error.Message}", Fault = StartFault.Model };
        }
    }

    private static void RequireSound(LabelOptions options)
    {
        if (!s_devices.Contains(options.Device))
        {
            throw new RunRefusedException($"device {options.Device}: expected a kind of device, {string.Join(" or ", s_devices)}; lanes are chosen by the cluster");
        }
        foreach ((string what, string path) in new[] { ("plate", options.Plate), ("output", options.Out), ("model", options.Model) })
        {
            if (!Path.IsPathFullyQualified(path))
            {
                throw new LayoutException(path, $"a relative path for the {what}", "an absolute one", "give it as every silo of the cluster sees it");
            }
        }
        if (!File.Exists(options.Model))
        {
            throw new ModelFileException(options.Model, "the cluster's silo does not see it; put it on the store that all silos share");
        }
    }

    // Two plates of one name would write to one record; the same plate in two folders would have two truths.
    private static void RequireSamePlace(LabelOptions asked, string? storedJson, string plateId)
    {
        if (storedJson is null)
        {
            return;
        }
        LabelOptions stored = LabelOptionsJson.ReadStored(storedJson);
        if (!IsSame(stored.Plate, asked.Plate) || !IsSame(stored.Out, asked.Out))
        {
            throw new PlateConflictException(
                plateId, $"found it read from {stored.Plate} and written to {stored.Out}, asked for is {asked.Plate} written to {asked.Out}; give another --plate-id, or the same folders");
        }
    }

    private async Task RequireOwnFolderAsync(LabelOptions options, string plateId)
    {
        IEnumerable<(string PlateId, string Options)> others =
            (await ledger.ListPlatesAsync(state: null, CancellationToken.None)).Select(plate => (plate.PlateId, plate.Options))
            .Concat((await ledger.ListAnnouncementsAsync(CancellationToken.None)).Select(announced => (announced.PlateId, announced.Options)));
        foreach ((string other, string json) in others)
        {
            if (other != plateId && IsSame(LabelOptionsJson.ReadStored(json).Out, options.Out))
            {
                throw new OutputFolderException(options.Out, $"results of plate {other}", $"those of plate {plateId}, or none", "use another --out");
            }
        }
    }

    private static void RequireSameRun(PlateRecord record, PlateSurvey survey, LabelOptions options)
    {
        string difference = RunFingerprints.Difference(record.Fingerprint, survey.Parts, "the plate has", "asked for is");
        if (difference.Length == 0 && record.Batch != (options.Batch ?? record.PlateId))
        {
            difference = $"batch: the plate has {record.Batch}, asked for is {options.Batch ?? record.PlateId}";
        }
        if (difference.Length > 0)
        {
            throw new OutputFolderException(options.Out, $"plate {record.PlateId} with other settings ({difference})", "the same settings", "use another --out and plate id, or --force to redo it");
        }
    }

    private static void RequireKnownResults(OutputFolder output, PlateRecord? record, bool redo)
    {
        if (File.Exists(output.Ledger))
        {
            throw new OutputFolderException(output.Path, "a run of cellcluster label", "a folder of this cluster", "use another --out");
        }
        if (record is null && !redo && File.Exists(output.Manifest))
        {
            throw new OutputFolderException(output.Path, "results that this cluster knows nothing of", "none", "use another --out, or --force to remove them");
        }
    }

    private static Admission Compare(PlateAnnouncement open, string optionsJson, PlateRecord? record) =>
        open.Options == optionsJson
            ? new Admission { Announced = open, Record = record }
            : throw new PlateConflictException(
                open.PlateId, $"it waits for a lane, submitted by {open.SubmittedBy} with other options ({OptionsDifference.Between(open.Options, optionsJson)}); cancel it first, or submit it with the same options");

    private static bool IsSame(string one, string other) =>
        Path.TrimEndingDirectorySeparator(Path.GetFullPath(one)) == Path.TrimEndingDirectorySeparator(Path.GetFullPath(other));
}
