using System.Diagnostics;
using System.Reflection;
using System.Runtime.InteropServices;
using System.Text.Json;
using CellCluster.Analysis;
using CellCluster.Plates;

namespace CellCluster.Pipeline;

/// <summary>What is known of the batch after a plate joined it.</summary>
/// <param name="Batch">The batch.</param>
/// <param name="PlateCount">Plates that have joined.</param>
/// <param name="FieldCount">Fields behind the summary.</param>
public sealed record DriftSummary(string Batch, int PlateCount, long FieldCount);

/// <summary>What this process did for the plate.</summary>
/// <param name="StartedAt">When it began with the plate.</param>
/// <param name="Wall">Since then, by the monotonic clock.</param>
/// <param name="SettledBefore">Fields that an earlier run had settled.</param>
/// <param name="Lanes">What the lanes did.</param>
public sealed record RunFigures(DateTimeOffset StartedAt, TimeSpan Wall, int SettledBefore, IReadOnlyList<LaneFigures> Lanes)
{
    /// <summary>In a cluster: what the lanes of all silos did for this plate; empty in an embedded run, whose lanes do nothing else.</summary>
    public IReadOnlyList<LaneEffort> Efforts { get; init; } = [];
}

/// <summary>What a lane of a cluster did for one plate.</summary>
/// <param name="Lane">Its name.</param>
/// <param name="Fields">Fields settled.</param>
/// <param name="Tiles">Tiles predicted.</param>
/// <param name="Pixels">Their pixels, halos included.</param>
/// <param name="Wall">Sum over fields from assignment to end; fields of one lane overlap.</param>
public sealed record LaneEffort(string Lane, int Fields, long Tiles, long Pixels, TimeSpan Wall);

/// <summary>Ends a plate: tables, report, manifest and run record from the ledger, then the change of state with the event that is owed for it.</summary>
/// <remarks>Everything is made from the ledger, so a process that is killed here is simply followed by one that does it again. Streams the fields;
/// holds one at a time and four numbers of each.</remarks>
public sealed class PlateFinisher(RunPlan plan, ILedger ledger, OutputFolder output)
{
    private const string EventType = "cellcluster.plate.completed.v1";

    /// <summary>complete or complete-with-gaps; running and cancelled otherwise.</summary>
    public static string StateText(PlateState state) => state switch
    {
        PlateState.Complete => "complete",
        PlateState.CompleteWithGaps => "complete-with-gaps",
        PlateState.Cancelled => "cancelled",
        _ => "running",
    };

    /// <summary>The mergeable summary of the plate's embeddings (<see cref="EmbeddingAccumulator.ToBytes"/>), or null when no field is done.</summary>
    public async Task<byte[]?> SummariseEmbeddingsAsync()
    {
        EmbeddingAccumulator? sums = null;
        await foreach (FieldRecord field in ledger.ReadFieldsAsync(plan.Layout.PlateId, CancellationToken.None))
        {
            if (field.Outcome is { State: FieldState.Done, Embedding.Length: > 0 } outcome)
            {
                ReadOnlySpan<double> embedding = MemoryMarshal.Cast<byte, double>(outcome.Embedding.Span);
                sums ??= new EmbeddingAccumulator(embedding.Length);
                sums.Add(embedding);
            }
        }
        return sums?.ToBytes();
    }

    /// <summary>Writes everything and completes the plate in the ledger.</summary>
    /// <param name="epoch">The epoch of the caller.</param>
    /// <param name="drift">What is known of the batch; null when no field is done.</param>
    /// <param name="figures">What this process did.</param>
    /// <param name="now">The time of completion.</param>
    /// <returns>The state the plate ended in.</returns>
    /// <exception cref="OutputUnavailableException">A file cannot be written; the plate stays running.</exception>
    /// <exception cref="StaleEpochException">A newer epoch is at work; nothing of what it has written is replaced.</exception>
    public async Task<PlateState> FinishAsync(long epoch, DriftSummary? drift, RunFigures figures, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(figures);
        string plateId = plan.Layout.PlateId;
        PlateRecord record = await ledger.FindPlateAsync(plateId, CancellationToken.None)
            ?? throw new InvalidOperationException($"plate {plateId} is not in the ledger");
        RequireNewest(record, epoch);
        FieldCounts counts = await ledger.CountFieldsAsync(plateId, CancellationToken.None);
        PlateState state = counts.Gaps > 0 ? PlateState.CompleteWithGaps : PlateState.Complete;
        int revision = record.Revision + 1;
        string manifestHash;
        try
        {
            manifestHash = Write(record, epoch, revision, drift, figures, now);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new OutputUnavailableException(output.Path, $"{error.Message}; free space or restore the folder, then run the same command again", error);
        }
        string data = JsonSerializer.Serialize(
            new { plate = plateId, batch = plan.Batch, state = StateText(state), done = counts.Done, gaps = counts.Gaps, revision, dataref = "manifest.json", manifestHash },
            JsonSerializerOptions.Web);
        var completed = new OutboxEvent(0, $"{plateId}/{plan.Fingerprint.Hash}/{revision}", EventType, plateId, now, data);
        await ledger.CompletePlateAsync(plateId, epoch, new PlateCompletion(state, manifestHash, [completed]), CancellationToken.None);
        return state;
    }

    private static void RequireNewest(PlateRecord record, long epoch)
    {
        if (record.Epoch != epoch)
        {
            throw new StaleEpochException(record.PlateId, epoch, record.Epoch);
        }
    }

    private string Write(PlateRecord record, long epoch, int revision, DriftSummary? drift, RunFigures figures, DateTimeOffset now)
    {
        var table = new MetricsTable(record.PlateId, record.Batch, [.. plan.Card.Outputs.Select(o => o.Organelle)], plan.Layout.Map);
        var report = new ReportData(table);
        var pictured = new FieldChoice();
        var tables = new Dictionary<string, string>(StringComparer.Ordinal);
        AtomicFile.Write(output.MetricsCsv, stream =>
        {
            using var csv = new MetricsCsvWriter(stream, table);
            foreach (FieldRow row in Rows())
            {
                csv.Add(row);
                report.Add(row);
                pictured.Add(row);
            }
            tables["metrics.csv"] = csv.ContentHash;
        });
        AtomicFile.Write(output.WellMetricsCsv, stream => tables[WellTable.FileName] = report.Wells.Write(stream));
        AtomicFile.Write(output.PlateMetricsCsv, stream => tables[PlateTable.FileName] = PlateTable.Write(stream, table, report.Wells));
        if (plan.Options.WriteObjects)
        {
            AtomicFile.Write(output.ObjectsCsv, stream => tables["objects.csv"] = JoinedTable.Write(stream, ObjectCsv.ObjectHeader, output, FilesIn("objects/")));
        }
        if (plan.Options.WriteObjects && plan.HasCells)
        {
            AtomicFile.Write(output.CellsCsv, stream => tables["cells.csv"] = JoinedTable.Write(stream, ObjectCsv.CellHeader, output, FilesIn("cells/")));
        }
        var header = new ManifestHeader(plan.Fingerprint.Hash, $"{plan.Card.Name} {plan.Card.Version}", revision);
        AtomicFile.Write(output.Manifest, stream =>
        {
            using var manifest = new ManifestWriter(stream, table, header);
            foreach (FieldRow row in Rows())
            {
                manifest.Add(row);
            }
            manifest.Complete(tables);
            // As late as can be: a writer that was held up for minutes must not replace the manifest of whoever took the plate over.
            RequireNewest(ledger.FindPlateAsync(record.PlateId, CancellationToken.None).GetAwaiter().GetResult() ?? record, epoch);
        });
        RunRecord run = RunRecordOf(figures, now);
        AtomicFile.Write(output.Run, run.Write);
        ReportFacts facts = PlateReport.Facts(plan, run, drift) with { CreatedAt = now, Thumbnails = PlateReport.Thumbnails(plan, output, pictured) };
        AtomicFile.Write(output.Report, stream => ReportWriter.Write(stream, facts, report));
        return RunFingerprints.OfFile(output.Manifest);
    }

    // By field, then by name.
    private IEnumerable<OutputFile> FilesIn(string folder) =>
        Rows().SelectMany(row => row.Files.Where(file => file.Path.StartsWith(folder, StringComparison.Ordinal)).OrderBy(file => file.Path, StringComparer.Ordinal));

    private IEnumerable<FieldRow> Rows() =>
        ledger.ReadFieldsAsync(plan.Layout.PlateId, CancellationToken.None).ToBlockingEnumerable().Select(field => FieldRows.Of(field, plan));

    private RunRecord RunRecordOf(RunFigures figures, DateTimeOffset now)
    {
        LayoutRemark[] remarks = [.. plan.Layout.Remarks, .. plan.Remarks.Select(text => new LayoutRemark("run", text))];
        int fields = plan.Layout.Fields.Count - figures.SettledBefore;
        if (fields == 0 && RunRecord.Find(output.Run) is { } earlier)
        {
            // Only the outputs are made anew: times, machine and throughput are those of the run that made the numbers.
            return earlier with { PlateMap = plan.Layout.Map?.ContentHash, Remarks = remarks };
        }
        using var process = Process.GetCurrentProcess();
        (int height, int width) = plan.FieldSize ?? (0, 0);
        return new RunRecord
        {
            Plate = plan.Layout.PlateId,
            Batch = plan.Batch,
            Fingerprint = plan.Fingerprint.Hash,
            FingerprintParts = plan.Fingerprint.Parts,
            Version = Assembly.GetExecutingAssembly().GetName().Version?.ToString(3) ?? "unknown",
            StartedAt = figures.StartedAt,
            EndedAt = now,
            WallSeconds = figures.Wall.TotalSeconds,
            CpuSeconds = process.TotalProcessorTime.TotalSeconds,
            SecondsByPart = figures.Efforts.Count > 0
                ? new SortedDictionary<string, double>(StringComparer.Ordinal) { ["fields"] = figures.Efforts.Sum(effort => effort.Wall.TotalSeconds) }
                : new SortedDictionary<string, double>(StringComparer.Ordinal) { ["network"] = figures.Lanes.Sum(lane => lane.Busy.TotalSeconds) },
            FieldsThisRun = fields,
            PixelsThisRun = (long)fields * height * width,
            PeakMemoryBytes = process.PeakWorkingSet64,
            Lanes = figures.Efforts.Count > 0 ? figures.Efforts.Count : figures.Lanes.Count,
            FieldsByLane = new SortedDictionary<string, int>(figures.Efforts.ToDictionary(effort => effort.Lane, effort => effort.Fields, StringComparer.Ordinal), StringComparer.Ordinal),
            Model = new SortedDictionary<string, string>(StringComparer.Ordinal)
            {
                ["name"] = plan.Card.Name,
                ["version"] = plan.Card.Version,
                ["modality"] = plan.Card.Modality,
                ["weights"] = plan.Fingerprint.Parts["weights"],
            },
            Options = OptionsAsText(),
            PlateMap = plan.Layout.Map?.ContentHash,
            Remarks = remarks,
        };
    }

    private SortedDictionary<string, string> OptionsAsText()
    {
        using JsonDocument json = JsonDocument.Parse(LabelOptionsJson.Write(plan.Options));
        var options = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (JsonProperty property in json.RootElement.EnumerateObject())
        {
            options[property.Name] = property.Value.ToString();
        }
        return options;
    }
}
