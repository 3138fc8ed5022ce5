using CellCluster.Grains;
using CellCluster.Hosting;
using CellCluster.Pipeline;
using CellCluster.Plates;

namespace CellCluster.Cli;

/// <summary>What to label, with what.</summary>
/// <param name="Options">What is asked for.</param>
/// <param name="Resources">What may be used.</param>
/// <param name="Redo">Forget an earlier run.</param>
internal sealed record LabelRequest(LabelOptions Options, RunResources Resources, bool Redo);

/// <summary>Labels a plate in front of a person or a script: progress on the way, results and exit code at the end.</summary>
/// <param name="services">The world.</param>
/// <param name="style">How much is said.</param>
/// <param name="command">The command that goes on with the run.</param>
internal sealed class LabelJob(CliServices services, OutputStyle style, string command)
{
    private readonly Terminal _terminal = services.Terminal;

    /// <summary>Does the work and ends with one JSON object where that is asked for, also after an error.</summary>
    public async Task<ExitCode> ReportAsync(Func<Task<LabelReport>> work)
    {
        LabelReport report;
        try
        {
            report = await work();
        }
        catch (Exception fault) when (style.IsJson) // a script reads the object: it gets one after every error
        {
            await _terminal.Error.WriteLineAsync(Faults.Describe(fault, style.IsVerbose));
            report = new LabelReport { State = "failed", ExitCode = (int)Faults.CodeOf(fault), Error = fault.Message };
        }
        if (style.IsJson)
        {
            await _terminal.Output.WriteLineAsync(report.ToJson());
        }
        return (ExitCode)report.ExitCode;
    }

    /// <summary>Plans and measures; writes nothing.</summary>
    public async Task<LabelReport> PreviewAsync(LabelRequest request)
    {
        RunPreview preview = await new LabelRun(services.Predictors, services.Time, Logging).PreviewAsync(request.Options, request.Resources);
        LabelPlan plan = LabelPlan.Of(preview);
        if (style.HasTables)
        {
            plan.Write(_terminal);
        }
        return new LabelReport { State = "planned", Plate = plan.PlateId, Plan = plan };
    }

    /// <summary>Labels the plate or goes on.</summary>
    public async Task<LabelReport> LabelAsync(LabelRequest request)
    {
        long start = services.Time.GetTimestamp();
        RunEnd end = await RunAsync(request);
        TimeSpan elapsed = services.Time.GetElapsedTime(start);
        if (end.Status is not { } status)
        {
            throw new CliException(Faults.CodeOf(end.Fault), end.Refusal ?? "the plate was refused without a reason");
        }
        ExitCode code = CodeOf(status);
        LabelReport report = LabelReport.Of(status, code, elapsed);
        if (status.Phase == PlatePhase.Finished)
        {
            OutputFolder output = OutputFolder.Open(request.Options.Out);
            report = report with
            {
                Files = ResultFiles.Of(output),
                Organelles = await ResultSummary.ReadAsync(output.Ledger, status.PlateId, services.Time),
            };
            if (style.HasTables)
            {
                ResultText.Write(_terminal, report, status);
            }
        }
        else
        {
            await SayHowToGoOnAsync(status);
            report = report with { GoOnWith = command };
        }
        return report;
    }

    private async Task<RunEnd> RunAsync(LabelRequest request)
    {
        await using RunView view = RunView.For(_terminal, style, services.Time);
        services.Interruption.Announce = view.AnnounceDrain;
        try
        {
            return await new LabelRun(services.Predictors, services.Time, Logging)
                .RunAsync(request.Options, request.Resources, request.Redo, view.Show, services.Interruption.Drain);
        }
        finally
        {
            services.Interruption.Announce = null;
        }
    }

    private async Task SayHowToGoOnAsync(PlateStatus status)
    {
        int open = status.FieldCount - status.DoneCount - status.GapCount;
        string reason = status.Fault is { } fault ? $"error: plate {status.PlateId} stopped: {fault}" : $"plate {status.PlateId}: interrupted";
        await _terminal.Error.WriteLineAsync($"{reason.ReplaceLineEndings(" ")}; {status.DoneCount} of {status.FieldCount} fields are done, {Count.Of(open, "field is", "fields are")} left.");
        await _terminal.Error.WriteLineAsync($"Run the same command again to go on: {command}");
    }

    private void Logging(Microsoft.Extensions.Logging.ILoggingBuilder builder)
    {
        if (style.IsVerbose)
        {
            TerminalLog.AddTo(builder, _terminal);
        }
    }

    private static ExitCode CodeOf(PlateStatus status) => status switch
    {
        { Phase: PlatePhase.Finished, GapCount: 0 } => ExitCode.Complete,
        { Phase: PlatePhase.Finished } => ExitCode.FinishedWithGaps,
        { Fault: null } => ExitCode.Interrupted,
        _ => ExitCode.Stopped,
    };
}
