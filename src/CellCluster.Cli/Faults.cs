using CellCluster.Hosting;
using CellCluster.Pipeline;
using CellCluster.Plates;
using CellCluster.Plates.Simulation;

namespace CellCluster.Cli;

/// <summary>Which exit code an exception gives. An exception that is not known here is a fault of the program.</summary>
internal static class Faults
{
    private const string ReportAt = "the project's issue tracker";

    /// <summary>The exit code.</summary>
    public static ExitCode CodeOf(Exception fault) => fault switch
    {
        CliException known => known.Code,
        SiloRefusedException refused => CodeOf(refused.Fault),
        ClusterUnusableException unusable => CodeOf(unusable.Fault),
        SimulationOptionsException => ExitCode.BadUsage,
        LayoutException => ExitCode.PlateNotUnderstood,
        ModelFileException or RunRefusedException => ExitCode.ModelUnusable,
        ImageSetException => ExitCode.PlateNotUnderstood,
        ImageFolderUnreachableException or OutputUnavailableException => ExitCode.Stopped,
        OutputFolderException or LedgerUnavailableException or FingerprintConflictException or LayoutConflictException => ExitCode.OutputUnusable,
        StaleEpochException => ExitCode.OutputUnusable,
        IOException or UnauthorizedAccessException => ExitCode.OutputUnusable,
        DeviceUnavailableException or MemoryShortException or OutOfMemoryException or DllNotFoundException => ExitCode.DeviceOrMemory,
        OperationCanceledException => ExitCode.Interrupted,
        _ => ExitCode.Unexpected,
    };

    /// <summary>The exit code of a plate that was not started.</summary>
    public static ExitCode CodeOf(StartFault fault) => fault switch
    {
        StartFault.Layout => ExitCode.PlateNotUnderstood,
        StartFault.Model => ExitCode.ModelUnusable,
        StartFault.Output => ExitCode.OutputUnusable,
        _ => ExitCode.Unexpected,
    };

    /// <summary>The exit code of a silo that did not start or cannot go on.</summary>
    public static ExitCode CodeOf(SiloFault fault) => fault switch
    {
        SiloFault.Options => ExitCode.BadUsage,
        SiloFault.DeviceOrMemory => ExitCode.DeviceOrMemory,
        SiloFault.Database => ExitCode.DatabaseUnusable,
        SiloFault.Address => ExitCode.AddressUnusable,
        SiloFault.Cluster => ExitCode.RefusedByCluster,
        SiloFault.DrainOverran => ExitCode.DrainOverran,
        SiloFault.DeclaredDead => ExitCode.DeclaredDead,
        _ => ExitCode.Unexpected,
    };

    /// <summary>The exit code of a cluster that cannot be worked with.</summary>
    public static ExitCode CodeOf(ClusterFault fault) => fault switch
    {
        ClusterFault.Database => ExitCode.DatabaseUnusable,
        ClusterFault.Refused => ExitCode.RefusedByCluster,
        _ => ExitCode.ClusterSilent,
    };

    /// <summary>What the person at the terminal reads: one line where the fault is known.</summary>
    /// <param name="fault">The exception.</param>
    /// <param name="isVerbose">With where it came from.</param>
    public static string Describe(Exception fault, bool isVerbose)
    {
        string line = CodeOf(fault) switch
        {
            ExitCode.Unexpected => $"error: {OneLine(fault.Message)} (unexpected {fault.GetType().Name}: a fault of the program; please report it with the command and the output of --verbose to {ReportAt})",
            ExitCode.Interrupted => "interrupted",
            _ => $"error: {OneLine(fault.Message)}",
        };
        return isVerbose ? $"{line}{Environment.NewLine}{fault}" : line;
    }

    private static string OneLine(string message) => message.ReplaceLineEndings(" ").Trim();
}
