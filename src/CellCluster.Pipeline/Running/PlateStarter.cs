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
/// <param name="isShared">The ledger is a cluster's and holds the plates of many folders; false: it lies in the plate's own folder.</param>
public sealed class PlateStarter(ILedger ledger, bool isShared = false)
{
    /// <summary>True in a cluster of several silos.</summary>
    public bool IsShared => isShared;

    /// <summary>Opens a plate. Everything that is wrong with input, model or output comes back as a refusal.</summary>
    /// <param name="optionsJson">The options.</param>
    /// <param name="facts">The model on the lanes that will predict it.</param>
    /// <param name="redo">Forgets a run that is there.</param>
    /// <param name="owner">Who takes the epoch.</param>
    /// <exception cref="PlateUnreachableException">In a cluster: the plate's folder is away; it is tried again later.</exception>
    /// <exception cref="LedgerUnavailableException">In a cluster: the ledger is away; it is tried again later.</exception>
    public async Task<PlateStart> StartAsync(string optionsJson, PredictorFacts facts, bool redo, string owner)
    {
        try
        {
            RunPlan plan = RunPlanner.Plan(LabelOptionsJson.Read(optionsJson), facts);
            return await OpenAsync(plan, redo, owner);
        }
        catch (Exception error) when (RefusalOf(error) is { } refusal && !(isShared && error is PlateUnreachableException or LedgerUnavailableException))
        {
            return refusal;
        }
    }

    /// <summary>The refusal that a fault of input, model or output is; null for every other fault.</summary>
    public static PlateStart? RefusalOf(Exception error) => error switch
    {
        LayoutException or JsonException or PlateUnreachableException => new PlateStart { Refusal = error.Message, Fault = StartFault.Layout },
        RunRefusedException or ModelFileException => new PlateStart { Refusal = error.Message, Fault = StartFault.Model },
        FingerprintConflictException or LayoutConflictException or LedgerUnavailableException or OutputFolderException or PlateConflictException =>
            new PlateStart { Refusal = error.Message, Fault = StartFault.Output },
        _ => null,
    };

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
        OutputFolder output = await PrepareAsync(plan, redo);
        PlateRecord record = await ledger.OpenPlateAsync(plan.Definition, CancellationToken.None);
        if (record.Batch != plan.Batch)
        {
            throw new OutputFolderException(output.Path, $"plate {plateId} in batch {record.Batch}", $"batch {plan.Batch}", "give the same --batch, use another --out, or --force to redo it");
        }
        FieldCounts counts = await ledger.CountFieldsAsync(plateId, CancellationToken.None);
        bool isFinished = record.State is PlateState.Complete or PlateState.CompleteWithGaps;
        string? reason = isFinished ? ReasonToRewrite(plan.Layout, output) : null;
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

    // A folder holds one plate: file names do not say whose they are.
    private async Task<OutputFolder> PrepareAsync(RunPlan plan, bool redo)
    {
        string plateId = plan.Layout.PlateId;
        if (isShared)
        {
            // A cluster's admission has checked the rest and forgot what is to be redone; between it and now only the ledger can have changed.
            await BatchModels.RequireOneAsync(ledger, plan.Batch, plateId, plan.Model);
            OutputFolder shared = RunOutput.Prepare(plan, isShared: true);
            if (await ledger.FindPlateAsync(plateId, CancellationToken.None) is null)
            {
                RunOutput.RemoveResults(shared); // of a run that was forgotten
            }
            return shared;
        }
        OutputFolder output = RunOutput.Prepare(plan);
        IReadOnlyList<PlateRecord> stored = await ledger.ListPlatesAsync(state: null, CancellationToken.None);
        if (redo)
        {
            RunOutput.RemoveResults(output);
            foreach (PlateRecord plate in stored)
            {
                await ledger.ForgetPlateAsync(plate.PlateId, CancellationToken.None);
            }
        }
        else if (stored.FirstOrDefault(plate => plate.PlateId != plateId) is { } other)
        {
            throw new OutputFolderException(output.Path, $"results of plate {other.PlateId}", $"those of plate {plateId}, or none", "use another --out, or --force to redo it");
        }
        return output;
    }

    /// <summary>Why tables, report and manifest of a finished plate are to be made anew: its plate map has changed; null when they are not.</summary>
    /// <remarks>The map is no part of the fingerprint: it changes no field, only what is made of the fields.</remarks>
    internal static string? ReasonToRewrite(PlateLayout layout, OutputFolder output)
    {
        string? written = RunRecord.Find(output.Run)?.PlateMap;
        PlateMap? map = layout.Map;
        if (written == map?.ContentHash)
        {
            return null;
        }
        string change = map is null ? "The plate map is gone"
            : written is null ? $"The results do not know the plate map {Path.GetFileName(map.Path)}"
            : $"The plate map {Path.GetFileName(map.Path)} has changed";
        return $"{change}: tables, report and manifest are made anew from the fields that are there; no field is labelled again.";
    }
}
