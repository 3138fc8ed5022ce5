namespace CellCluster.Hosting;

/// <summary>Why a silo did not start, or ended: each kind has an exit code of its own, because what an operator or a scheduler does next differs.</summary>
public enum SiloFault
{
    /// <summary>The options contradict each other or the machine: correct the command line.</summary>
    Options,

    /// <summary>A device is not there or is another process's, or the memory does not suffice: correct lanes or machine.</summary>
    DeviceOrMemory,

    /// <summary>PostgreSQL or Redis cannot be used: unreachable, without rights, not migrated, newer than the program.</summary>
    Database,

    /// <summary>A port is taken or an address is not this machine's.</summary>
    Address,

    /// <summary>The cluster does not take this silo: other cluster id, incompatible version, a live silo of the same name, silos that cannot be reached.</summary>
    Cluster,

    /// <summary>A drain did not end within its limit.</summary>
    DrainOverran,

    /// <summary>The other silos declared this one dead, as after a cut network: start it again.</summary>
    DeclaredDead,
}

/// <summary>A silo was not started; nothing is left behind. The message is one line for the operator.</summary>
public sealed class SiloRefusedException : Exception
{
    /// <summary>The kind and the line.</summary>
    public SiloRefusedException(SiloFault fault, string message, Exception? inner = null)
        : base(message, inner) => Fault = fault;

    /// <summary>Options that are wrong, all of them.</summary>
    public SiloRefusedException(IReadOnlyList<string> optionFaults)
        : base(string.Join("; ", optionFaults)) => (Fault, OptionFaults) = (SiloFault.Options, optionFaults);

    /// <summary>The kind.</summary>
    public SiloFault Fault { get; }

    /// <summary>One line each; empty for other kinds.</summary>
    public IReadOnlyList<string> OptionFaults { get; } = [];
}
