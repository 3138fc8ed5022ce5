using CellCluster.Hosting;
using Microsoft.Extensions.Logging;

namespace CellCluster.Cli;

/// <summary>Runs a silo in front of an operator: log lines on the error stream, an exit code at the end.</summary>
/// <param name="services">The world.</param>
/// <param name="isJson">Log lines as JSON.</param>
/// <param name="isVerbose">With the cluster's own log.</param>
internal sealed class SiloJob(CliServices services, bool isJson, bool isVerbose)
{
    /// <summary>Runs until a signal.</summary>
    /// <exception cref="SiloRefusedException">It was not started.</exception>
    public async Task<ExitCode> RunAsync(SiloOptions options)
    {
        var run = new SiloRun(options, services.Predictors, services.Time, Logging, EndProcess);
        bool isInTime = await run.RunAsync(started: null, services.Interruption.Drain);
        return isInTime ? ExitCode.Complete : ExitCode.DrainOverran;
    }

    private void EndProcess(SiloRefusedException reason)
    {
        services.Terminal.Error.WriteLine(Faults.Describe(reason, isVerbose));
        Interruption.EndProcess(Faults.CodeOf(reason));
    }

    private void Logging(ILoggingBuilder builder) => SiloLog.AddTo(builder, services.Terminal.Error, services.Time, isJson, isVerbose);
}
