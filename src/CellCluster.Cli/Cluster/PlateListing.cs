using System.Text.Json;
using CellCluster.Grains;
using CellCluster.Hosting;
using CellCluster.Pipeline;

namespace CellCluster.Cli;

/// <summary>The plates of a cluster: from its ledger, and of those on their way what their grains say.</summary>
/// <param name="Format">Version of this object's form.</param>
/// <param name="ExitCode">The process's exit code.</param>
/// <param name="Plates">On their way first, then finished ones, newest first.</param>
/// <param name="OlderCount">Finished plates that are not listed.</param>
/// <param name="Remark">What a person should know of the list; null: nothing.</param>
internal sealed record PlateListing(string Format, int ExitCode, IReadOnlyList<PlateAnswer> Plates, int OlderCount, string? Remark)
{
    /// <summary>Reads them.</summary>
    /// <param name="ledger">The cluster's ledger.</param>
    /// <param name="cluster">The cluster; null when no silo answers: then the ledger alone speaks.</param>
    /// <param name="finished">How many finished plates at most.</param>
    /// <param name="remark">Why no silo answers.</param>
    /// <param name="cancellation">Gives up.</param>
    public static async Task<PlateListing> ReadAsync(ILedger ledger, ClusterClient? cluster, int finished, string? remark, CancellationToken cancellation)
    {
        var open = (await ledger.ListAnnouncementsAsync(cancellation)).ToDictionary(plate => plate.PlateId, StringComparer.Ordinal);
        IReadOnlyList<PlateRecord> records = await ledger.ListPlatesAsync(null, cancellation);
        var going = new List<PlateAnswer>(open.Values.Select(Of));
        var ended = new List<PlateRecord>();
        foreach (PlateRecord record in records.Where(record => !open.ContainsKey(record.PlateId)).Reverse())
        {
            if (record.State == PlateState.Running)
            {
                going.Add(Of(record, await ledger.CountFieldsAsync(record.PlateId, cancellation)));
            }
            else
            {
                ended.Add(record);
            }
        }
        if (cluster is not null)
        {
            going = [.. await Task.WhenAll(going.Select(plate => LiveAsync(cluster, plate, cancellation)))];
        }
        var shown = new List<PlateAnswer>(going);
        foreach (PlateRecord record in ended.Take(finished))
        {
            shown.Add(Of(record, await ledger.CountFieldsAsync(record.PlateId, cancellation)));
        }
        return new PlateListing("cellcluster.plates/1", 0, shown, Math.Max(0, ended.Count - finished), remark);
    }

    /// <summary>Adds what only the ledger knows: batch, times, who submitted it, gaps.</summary>
    public static async Task<PlateAnswer> CompleteAsync(PlateAnswer plate, ILedger ledger, CancellationToken cancellation)
    {
        PlateRecord? record = await ledger.FindPlateAsync(plate.Plate!, cancellation);
        AnnouncementRecord? announced = await ledger.FindAnnouncementAsync(plate.Plate!, cancellation);
        return plate with
        {
            Batch = record?.Batch,
            SubmittedAt = announced?.Announcement.At ?? record?.CreatedAt,
            SubmittedBy = announced?.Announcement.SubmittedBy,
            CompletedAt = record?.CompletedAt,
            Gaps = record is null ? null : await GapsAsync(ledger, plate.Plate!, cancellation),
        };
    }

    /// <summary>The gaps of a plate.</summary>
    public static async Task<IReadOnlyList<GapAnswer>> GapsAsync(ILedger ledger, string plateId, CancellationToken cancellation)
    {
        var gaps = new List<GapAnswer>();
        await foreach (FieldRecord field in ledger.ReadFieldsAsync(plateId, cancellation))
        {
            if (field is { State: FieldState.Gap, Outcome: { } outcome })
            {
                gaps.Add(new GapAnswer(field.Key.ToString(), outcome.Gap?.ToText() ?? "", outcome.Reason.ReplaceLineEndings(" ")));
            }
        }
        return gaps;
    }

    /// <summary>A plate that is in the ledger.</summary>
    public static PlateAnswer Of(PlateRecord record, FieldCounts counts) => WithOptions(record.Options, new PlateAnswer
    {
        State = PlateFinisher.StateText(record.State),
        ExitCode = (int)CodeOf(record.State),
        Plate = record.PlateId,
        Batch = record.Batch,
        Fields = new PlateFields(counts.Total, counts.Done, counts.Gaps, counts.Claimed),
        SubmittedAt = record.CreatedAt,
        CompletedAt = record.CompletedAt,
        Revision = record.Revision > 0 ? record.Revision : null,
    });

    private static PlateAnswer Of(PlateAnnouncement announced) => WithOptions(announced.Options, new PlateAnswer
    {
        State = "announced",
        Plate = announced.PlateId,
        Fields = new PlateFields(announced.FieldCount, 0, 0, 0),
        Priority = announced.Priority.ToText(),
        Device = announced.DeviceKind,
        SubmittedAt = announced.At,
        SubmittedBy = announced.SubmittedBy,
    });

    private static async Task<PlateAnswer> LiveAsync(ClusterClient cluster, PlateAnswer stored, CancellationToken cancellation)
    {
        PlateStatus status = await cluster.AskAsync(grains => grains.GetGrain<IPlateGrain>(stored.Plate!).StatusAsync(), cancellation);
        return status.Phase == PlatePhase.Idle
            ? stored
            : PlateAnswer.Of(status) with { Batch = stored.Batch, SubmittedAt = stored.SubmittedAt, SubmittedBy = stored.SubmittedBy };
    }

    private static PlateAnswer WithOptions(string json, PlateAnswer plate)
    {
        try
        {
            LabelOptions options = LabelOptionsJson.ReadStored(json);
            return plate with { Out = options.Out, Device = plate.Device ?? options.Device, Priority = plate.Priority ?? options.Priority.ToText(), Batch = plate.Batch ?? options.Batch };
        }
        catch (JsonException)
        {
            return plate with { Remarks = ["its options in the ledger are of another version and were not read"] };
        }
    }

    private static ExitCode CodeOf(PlateState state) => state switch
    {
        PlateState.CompleteWithGaps => Cli.ExitCode.FinishedWithGaps,
        PlateState.Cancelled => Cli.ExitCode.Cancelled,
        _ => Cli.ExitCode.Complete,
    };
}
