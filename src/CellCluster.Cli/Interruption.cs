using System.Runtime.InteropServices;

namespace CellCluster.Cli;

/// <summary>Ctrl-C and SIGTERM: the first asks for a drain, the second ends the process at once.</summary>
/// <remarks>Ending at once is safe at any time: the ledger is written so that a kill loses no committed field.</remarks>
internal sealed partial class Interruption : IDisposable
{
    private readonly CancellationTokenSource _drain = new();
    private readonly List<PosixSignalRegistration> _registrations = [];
    private int _count;

    /// <summary>Cancelled by the first signal.</summary>
    public CancellationToken Drain => _drain.Token;

    /// <summary>Told of the first signal, on a thread of its own; whoever works says here what happens next.</summary>
    public Action? Announce { get; set; }

    /// <summary>One that hears this process's signals.</summary>
    public static Interruption OfThisProcess()
    {
        var interruption = new Interruption();
        foreach (PosixSignal signal in (PosixSignal[])[PosixSignal.SIGINT, PosixSignal.SIGTERM])
        {
            interruption._registrations.Add(PosixSignalRegistration.Create(signal, context =>
            {
                context.Cancel = true; // the runtime would end the process
                interruption.Signal();
            }));
        }
        return interruption;
    }

    /// <summary>What a signal does.</summary>
    public void Signal()
    {
        if (Interlocked.Increment(ref _count) > 1)
        {
            EndProcess(ExitCode.Interrupted);
        }
        Announce?.Invoke();
        _drain.Cancel();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (PosixSignalRegistration registration in _registrations)
        {
            registration.Dispose();
        }
        _drain.Dispose();
    }

    /// <summary>Ends the process at once, whatever it is doing.</summary>
    public static void EndProcess(ExitCode code)
    {
        if (!Console.IsErrorRedirected)
        {
            Console.Error.Write("\e[?25h"); // the live display hides the cursor
        }
        if (OperatingSystem.IsWindows())
        {
            Environment.Exit((int)code);
        }
        // Not Environment.Exit: it waits for handlers of a process that is in the middle of its work.
        ExitNow((int)code);
    }

    [LibraryImport("libc", EntryPoint = "_exit")]
    private static partial void ExitNow(int code);
}
