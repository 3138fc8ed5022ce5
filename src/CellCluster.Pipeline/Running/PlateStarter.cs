using System.Text.Json;
using CellCluster.Plates;

namespace CellCluster.Pipeline;

/// <summary>Why a plate was not started.</summary>
public enum StartFault
{
    /// <summary>It was.</summary>
    None,

    /// <summary>The plate's folder or tables cannot be understood.</summary>
    Layout,

    /// <summary>Model and plate do not fit.</summary>
    Model,

    /// <summary>The output folder holds another run or cannot be used.</summary>
    Output,
}

/// <summary>A plate that was opened, or why not.</summary>
public sealed record PlateStart
{
    /// <summary>Null when it was opened.</summary>
    public string? Refusal { get; init; }

    /// <summary>Kind of refusal.</summary>
    public StartFault Fault { get; init; }

    /// <summary>The plan.</summary>
    public RunPlan? Plan { get; init; }

    /// <summary>The plate in the ledger.</summary>
    public PlateRecord? Record { get; init; }

    /// <summary>Its fields by state.</summary>
    public FieldCounts? Counts { get; init; }

    /// <summary>The epoch that was taken; 0 for a finished plate.</summary>
    public long Epoch { get; init; }

    /// <summary>Why a finished plate was set running again although all its fields are settled; null when it was not.</summary>
    public string? Reopened { get; init; }

    /// <summary>Where results go.</summary>
    public OutputFolder? Output { get; init; }
}

/// <summary>Opens a plate: plans it, writes it to the ledger or finds it there, takes its epoch, and freezes its normalisation.</summary>
/// <param name="ledger">The ledger.</param>
/// <param name="facts">The model on the kind of device that the lanes have.</param>
public sealed class PlateStarter(ILedger ledger, PredictorFacts facts)
{
    /// <summary>Opens a plate. Everything that is wrong with input, model or output comes back as a refusal.</summary>
    /// <param name="optionsJson">The options.</param>
    /// <param name="redo">Forgets a run that is there.</param>
    /// <param name="owner">Who takes the epoch.</param>
    public async Task<PlateStart> StartAsync(string optionsJson, bool redo, string owner)
    {
        try
        {
            LabelOptions options = LabelOptionsJson.Read(optionsJson);
            RunPlan plan = RunPlanner.Plan(options, facts);
            return await OpenAsync(plan, redo, owner);
        }
        catch (Exception error) when (error is LayoutException or JsonException or PlateUnreachableException)
        {
            return new PlateStart { Refusal = error.Message, Fault = StartFault.Layout };
        }
        catch (Exception error) when (error is RunRefusedException or ModelFileException)
        {
            return new PlateStart { Refusal = error.Message, Fault = StartFault.Model };
        }
        catch (Exception error) when (error is FingerprintConflictException or LayoutConflictException or LedgerUnavailableException or OutputFolderException)
        {
            return new PlateStart { Refusal = error.Message, Fault = StartFault.Output };
        }
    }

    /// <summary>The plate's frozen normalisation: the stored one, or measured now and stored; null when no field can be read.</summary>
    /// <exception cref="PlateUnreachableException">The plate's folder cannot be reached.</exception>
    public async Task<FrozenNormalisation?> FreezeAsync(PlateStart start)
    {
        ArgumentNullException.ThrowIfNull(start);
        if (start.Record!.Normalisation is { } stored)
        {
            return stored;
        }
        RunPlan plan = start.Plan!;
        if (plan.FieldSize is not { } size)
        {
            return null;
        }
        FrozenNormalisation? measured = new NormalisationSampler(new FieldReader(plan.Options.Plate), plan.Preparation)
            .Measure(plan.Sampled, size, CancellationToken.None);
        return measured is null ? null : await ledger.FreezeNormalisationAsync(plan.Layout.PlateId, start.Epoch, measured, CancellationToken.None);
    }

    private async Task<PlateStart> OpenAsync(RunPlan plan, bool redo, string owner)
    {
        string plateId = plan.Layout.PlateId;
        OutputFolder output = RunOutput.Prepare(plan);
        await ClearAsync(plan, output, redo);
        PlateRecord record = await ledger.OpenPlateAsync(plan.Definition, CancellationToken.None);
        if (record.Batch != plan.Batch)
        {
            throw new OutputFolderException(output.Path, $"plate {plateId} in batch {record.Batch}", $"batch {plan.Batch}", "give the same --batch, use another --out, or --force to redo it");
        }
        FieldCounts counts = await ledger.CountFieldsAsync(plateId, CancellationToken.None);
        bool isFinished = record.State is PlateState.Complete or PlateState.CompleteWithGaps;
        string? reason = isFinished ? ReasonToRewrite(plan, output) : null;
        if (isFinished && reason is null)
        {
            return new PlateStart { Plan = plan, Record = record, Counts = counts, Output = output };
        }
        long epoch = await ledger.TakeEpochAsync(plateId, owner, CancellationToken.None);
        if (reason is not null)
        {
            // From here on the plate is running in the ledger: a process that is killed before its files are written is followed by one that writes them.
            await ledger.ReopenOutputsAsync(plateId, epoch, reason, CancellationToken.None);
            record = await ledger.FindPlateAsync(plateId, CancellationToken.None) ?? throw new InvalidOperationException($"plate {plateId} is not in the ledger");
        }
        return new PlateStart { Plan = plan, Record = record, Counts = counts, Epoch = epoch, Output = output, Reopened = reason };
    }

    // The map is no part of the fingerprint: it changes no field, only what is made of the fields.
    private static string? ReasonToRewrite(RunPlan plan, OutputFolder output)
    {
        string? written = RunRecord.Find(output.Run)?.PlateMap;
        PlateMap? map = plan.Layout.Map;
        if (written == map?.ContentHash)
        {
            return null;
        }
        string change = map is null ? "The plate map is gone"
            : written is null ? $"The results do not know the plate map {Path.GetFileName(map.Path)}"
            : $"The plate map {Path.GetFileName(map.Path)} has changed";
        return $"{change}: tables, report and manifest are made anew from the fields that are there; no field is labelled again.";
    }

    // A folder holds one plate: file names do not say whose they are.
    private async Task ClearAsync(RunPlan plan, OutputFolder output, bool redo)
    {
        IReadOnlyList<PlateRecord> stored = await ledger.ListPlatesAsync(state: null, CancellationToken.None);
        if (redo)
        {
            RunOutput.RemoveResults(output);
            foreach (PlateRecord plate in stored)
            {
                await ledger.ForgetPlateAsync(plate.PlateId, CancellationToken.None);
            }
        }
        else if (stored.FirstOrDefault(plate => plate.PlateId != plan.Layout.PlateId) is { } other)
        {
            throw new OutputFolderException(output.Path, $"results of plate {other.PlateId}", $"those of plate {plan.Layout.PlateId}, or none", "use another --out, or --force to redo it");
        }
    }
}
