using CellCluster.Pipeline;

namespace CellCluster.Cli;

/// <summary>Segments a folder in front of a person or a script: progress on the way, results and exit code at the end.</summary>
/// <param name="services">The world.</param>
/// <param name="style">How much is said.</param>
/// <param name="command">The command that goes on with the run.</param>
internal sealed class SegmentJob(CliServices services, OutputStyle style, string command)
{
    private const int ShownGaps = 5;
    private readonly Terminal _terminal = services.Terminal;

    /// <summary>Does the work; ends with one JSON object where that is asked for, also after an error.</summary>
    public ExitCode Report(Func<SegmentReport> work)
    {
        SegmentReport report;
        try
        {
            report = work();
        }
        catch (Exception fault) when (style.IsJson) // a script reads the object: it gets one after every error
        {
            _terminal.Error.WriteLine(Faults.Describe(fault, style.IsVerbose));
            report = new SegmentReport { State = "failed", ExitCode = (int)Faults.CodeOf(fault), Error = fault.Message };
        }
        if (style.IsJson)
        {
            _terminal.Output.WriteLine(report.ToJson());
        }
        return (ExitCode)report.ExitCode;
    }

    /// <summary>Segments the folder or goes on.</summary>
    public SegmentReport Segment(ImageSetOptions options, int workers, bool redo)
    {
        OpenCvSharp.Cv2.SetNumThreads(1); // workers are the parallelism
        long start = services.Time.GetTimestamp();
        var view = new SegmentView(_terminal, style, services.Time);
        services.Interruption.Announce = view.AnnounceDrain;
        ImageSetEnd end;
        try
        {
            end = new ImageSetRun(options).Run(workers, redo, view.Show, services.Interruption.Drain);
        }
        finally
        {
            services.Interruption.Announce = null;
            view.End();
        }
        SegmentReport report = ReportOf(end, options, services.Time.GetElapsedTime(start));
        foreach (string remark in style.IsQuiet ? [] : report.Remarks ?? [])
        {
            _terminal.Error.WriteLine(remark);
        }
        if (end.IsInterrupted)
        {
            int open = end.ImageCount - end.DoneCount - end.Gaps.Count;
            _terminal.Error.WriteLine($"interrupted; {end.DoneCount} of {Count.Of(end.ImageCount, "image", "images")} done, {open} left.");
            _terminal.Error.WriteLine($"Run the same command again to go on: {command}");
        }
        else if (style.HasTables)
        {
            Write(report);
        }
        return report;
    }

    private SegmentReport ReportOf(ImageSetEnd end, ImageSetOptions options, TimeSpan elapsed)
    {
        ExitCode code = end.IsInterrupted ? ExitCode.Interrupted : end.Gaps.Count > 0 ? ExitCode.FinishedWithGaps : ExitCode.Complete;
        return new SegmentReport
        {
            State = code switch
            {
                ExitCode.Complete => "complete",
                ExitCode.FinishedWithGaps => "complete-with-gaps",
                _ => "interrupted",
            },
            ExitCode = (int)code,
            Images = end.ImageCount,
            Done = end.DoneCount,
            DoneBefore = end.KeptCount,
            LeftOut = end.LeftOutCount > 0 ? end.LeftOutCount : null,
            Removed = end.RemovedCount > 0 ? end.RemovedCount : null,
            Gaps = end.Gaps,
            SharedThreshold = end.Survey?.Level,
            FlatField = end.Survey?.FlatField,
            Objects = end.ObjectCount,
            Files = end.IsInterrupted
                ? null
                : new SegmentFiles(Path.Combine(options.Out, ImageSetRun.ImagesCsv), Path.Combine(options.Out, ImageSetRun.ObjectsCsv), Path.Combine(options.Out, "labels")),
            Remarks = end.IsInterrupted || Remarks(end, options) is not { Count: > 0 } remarks ? null : remarks,
            Seconds = Math.Round(elapsed.TotalSeconds, 3),
            GoOnWith = end.IsInterrupted ? command : null,
        };
    }

    // What a person should know of numbers that look complete.
    private static List<string> Remarks(ImageSetEnd end, ImageSetOptions options)
    {
        var remarks = new List<string>();
        if (end.UnknownPixelSizeCount is > 0 and var unknown)
        {
            string ignored = options.LimitsInUm.Count > 0 ? $", {string.Join(", ", options.LimitsInUm)} did not; --pixel-size says it" : "";
            remarks.Add($"pixel size unknown in {unknown} of {Count.Of(end.ImageCount, "image", "images")}: limits in px counted{ignored}");
        }
        if (end.DoneCount > 0 && end.ObjectCount == 0)
        {
            remarks.Add($"no object in {end.DoneCount} of {Count.Of(end.ImageCount, "image", "images")}; --outlines shows what was looked at, images.csv has the threshold of each");
        }
        return remarks;
    }

    private void Write(SegmentReport report)
    {
        TextWriter output = _terminal.Output;
        int gaps = report.Gaps!.Count;
        string before = report.DoneBefore > 0 ? $" ({report.DoneBefore} before)" : "";
        string lost = gaps > 0 ? $", {Count.Of(gaps, "gap", "gaps")}" : "";
        output.WriteLine($"{report.Done} of {Count.Of(report.Images!.Value, "image", "images")} done{before}{lost}, {report.Objects} objects, after {Durations.Text(TimeSpan.FromSeconds(report.Seconds ?? 0))}.");
        foreach (string gap in report.Gaps.Take(ShownGaps))
        {
            output.WriteLine($"Gap: {gap}");
        }
        if (gaps > ShownGaps)
        {
            output.WriteLine($"… {gaps} gaps in all; images.csv lists them.");
        }
        output.WriteLine($"images    {report.Files!.Images}");
        output.WriteLine($"objects   {report.Files.Objects}");
        output.WriteLine($"labels    {report.Files.Labels}");
    }
}
