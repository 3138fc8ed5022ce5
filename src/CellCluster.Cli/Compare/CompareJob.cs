using System.Reflection;
using System.Text;
using CellCluster.Plates;

namespace CellCluster.Cli;

/// <summary>Compares two folders in front of a person or a script: progress and gaps on the way, tables and page at the end.</summary>
/// <remarks>Pairs are worked on side by side and written in the order of their names: the tables are the same bytes for any number of workers.</remarks>
internal sealed class CompareJob(CliServices services, OutputStyle style)
{
    private static readonly TimeSpan s_every = TimeSpan.FromSeconds(5);
    private readonly Terminal _terminal = services.Terminal;
    private readonly CancellationToken _drain = services.Interruption.Drain;
    private long _shown = services.Time.GetTimestamp();

    /// <summary>Does the work; ends with one JSON object where that is asked for, also after an error.</summary>
    public ExitCode Run(Func<CompareOptions> options)
    {
        CompareReport report;
        try
        {
            report = Compare(options());
        }
        catch (Exception fault) when (style.IsJson) // a script reads the object: it gets one after every error
        {
            _terminal.Error.WriteLine(Faults.Describe(fault, style.IsVerbose));
            ExitCode code = Faults.CodeOf(fault);
            report = new CompareReport { State = code == ExitCode.Interrupted ? "interrupted" : "failed", ExitCode = (int)code, Error = fault.Message };
        }
        if (style.IsJson)
        {
            _terminal.Output.WriteLine(report.ToJson());
        }
        return (ExitCode)report.ExitCode;
    }

    private CompareReport Compare(CompareOptions options)
    {
        OpenCvSharp.Cv2.SetNumThreads(1); // workers are the parallelism
        long start = services.Time.GetTimestamp();
        PairListing listing = PairListing.Of(options);
        CompareOutput output = CompareOutput.Open(options.Out, options.Force);
        foreach (string remark in listing.Remarks)
        {
            Say(remark);
        }
        foreach (ComparisonGap gap in listing.Gaps)
        {
            _terminal.Error.WriteLine($"{gap.Code}: {gap.Name}: {gap.Reason}");
        }
        var reading = new PlaneReading(options);
        StainScale stain = StainScale.Of(options, listing, reading, _drain);
        Say($"stain: {stain.Text}");
        output.Clear();
        var comparer = new PairComparer(options, reading, stain);
        var run = new CompareRun(comparer, listing.Gaps);
        AtomicFile.Write(output.Objects, stream => run.Work(listing.Pairs, options.Workers, stream, Progress, _drain));
        EndProgress();
        if (run.Fields.Count == 0)
        {
            throw new CliException(ExitCode.PlateNotUnderstood, $"none of {Count.Of(listing.Pairs.Count, "pair", "pairs")} could be compared; the first: {run.Gaps[0].Name}: {run.Gaps[0].Reason}");
        }
        ComparisonSummary summary = ComparisonSummary.Of(comparer.Table, run.Fields, run.Objects, options.Bootstrap);
        Write(output, options, listing, stain, summary, run);
        return Report(output, listing, stain, summary, run, services.Time.GetElapsedTime(start));
    }

    private void Write(CompareOutput output, CompareOptions options, PairListing listing, StainScale stain, ComparisonSummary summary, CompareRun run)
    {
        CompareOutput.Write(output.Fields, run.FieldsCsv());
        CompareOutput.Write(output.Detection, ComparisonCsv.Detection(summary.Detection));
        CompareOutput.Write(output.Errors, ComparisonCsv.Errors(summary));
        CompareOutput.Write(output.Agreement, ComparisonCsv.Agreement(summary));
        string segmented = $"segmented by CellCluster as {Analysis.OrganelleNames.All[(int)options.Organelle]}, each plane by itself";
        var facts = new ComparisonFacts
        {
            Predicted = Path.GetFileName(options.Predicted),
            Stained = Path.GetFileName(options.Stained),
            Objects = $"predicted {(options.PredictedLabels is null ? segmented : "from given label images")}; stained {(options.StainedLabels is null ? segmented : "from given label images")}",
            Stain = stain.Text,
            Clusters = listing.Clusters,
            PixelSizeUm = run.PixelSizeUm,
            Version = typeof(CompareJob).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "",
            Command = CommandText.Of(services.Words),
        };
        AtomicFile.Write(output.Page, stream => ComparisonPage.Write(stream, facts, summary, run.Gaps));
    }

    private CompareReport Report(CompareOutput output, PairListing listing, StainScale stain, ComparisonSummary summary, CompareRun run, TimeSpan elapsed)
    {
        ExitCode code = run.Gaps.Count > 0 ? ExitCode.FinishedWithGaps : ExitCode.Complete;
        if (style.HasTables)
        {
            CompareText.Write(_terminal.Output, summary, run.Gaps.Count, listing.Clusters);
            _terminal.Output.WriteLine($"Open {output.Page} in a browser.");
        }
        return new CompareReport
        {
            State = code == ExitCode.Complete ? "complete" : "complete-with-gaps",
            ExitCode = (int)code,
            Fields = run.Fields.Count,
            Gaps = run.Gaps,
            Clusters = $"{summary.ClusterCount} {listing.Clusters}",
            PixelPearson = EstimateJson.Of(summary.PixelPearson),
            F1 = EstimateJson.Of(summary.Detection.F1[0]),
            MeanF1 = EstimateJson.Of(summary.Detection.MeanF1),
            Remarks = [.. listing.Remarks, $"stain: {stain.Text}"],
            Files = new SortedDictionary<string, string>(StringComparer.Ordinal)
            {
                ["agreement"] = output.Agreement, ["detection"] = output.Detection, ["errors"] = output.Errors, ["fields"] = output.Fields, ["objects"] = output.Objects, ["page"] = output.Page,
            },
            Seconds = Math.Round(elapsed.TotalSeconds, 3),
        };
    }

    private void Say(string line)
    {
        if (!style.IsQuiet)
        {
            _terminal.Error.WriteLine(line);
        }
    }

    // Told between rounds, by one thread. A gap is an error: it is said even when nothing else is.
    private void Progress(int done, int count, IReadOnlyList<ComparisonGap> gaps)
    {
        foreach (ComparisonGap gap in gaps)
        {
            EndProgress();
            _terminal.Error.WriteLine($"{gap.Code}: {gap.Name}: {gap.Reason.ReplaceLineEndings(" ")}");
        }
        if (style.IsQuiet)
        {
            return;
        }
        string line = $"comparing: {done} of {Count.Of(count, "pair", "pairs")}";
        if (_terminal.IsInteractive)
        {
            _terminal.Error.Write($"\r{line}");
        }
        else if (done == count || services.Time.GetElapsedTime(_shown) >= s_every)
        {
            _shown = services.Time.GetTimestamp();
            _terminal.Error.WriteLine(line);
        }
    }

    private void EndProgress()
    {
        if (_terminal.IsInteractive && !style.IsQuiet)
        {
            _terminal.Error.WriteLine();
        }
    }
}
