namespace CellCluster.Cli;

/// <summary>How the program ends; scripts and schedulers read it. Documented in docs/command-line.md.</summary>
internal enum ExitCode
{
    /// <summary>Everything that was asked for is done.</summary>
    Complete = 0,

    /// <summary>An error that nobody foresaw: a fault of the program.</summary>
    Unexpected = 1,

    /// <summary>The plate is finished, and fields of it could not be processed.</summary>
    FinishedWithGaps = 2,

    /// <summary>The command line or the configuration file is wrong.</summary>
    BadUsage = 3,

    /// <summary>The plate's folder or one of its tables cannot be understood.</summary>
    PlateNotUnderstood = 4,

    /// <summary>The model is unknown, damaged or does not fit the plate.</summary>
    ModelUnusable = 5,

    /// <summary>The output folder or its ledger cannot be used: in use, another run's, not writable, full.</summary>
    OutputUnusable = 6,

    /// <summary>The device is not there, or the memory does not suffice.</summary>
    DeviceOrMemory = 7,

    /// <summary>A fault stopped the run; the same command goes on where it stopped.</summary>
    Stopped = 8,

    /// <summary>A person cancelled the plate in the cluster; cellcluster retry goes on with it.</summary>
    Cancelled = 9,

    /// <summary>The cluster's PostgreSQL or Redis cannot be used: unreachable, without rights, not migrated, newer than the program.</summary>
    DatabaseUnusable = 20,

    /// <summary>The cluster does not take the silo: other cluster id, incompatible version, a live silo of the same name, silos that cannot be reached.</summary>
    RefusedByCluster = 21,

    /// <summary>A port of the silo is taken, or an address is not this machine's.</summary>
    AddressUnusable = 22,

    /// <summary>A silo's drain did not end within its limit; its fields are taken up by other silos.</summary>
    DrainOverran = 23,

    /// <summary>The other silos declared this one dead, as after a cut network; start it again.</summary>
    DeclaredDead = 24,

    /// <summary>No silo of the cluster is alive or answers.</summary>
    ClusterSilent = 25,

    /// <summary>A person or scheduler stopped the run (Ctrl-C, SIGTERM); the same command goes on where it stopped.</summary>
    Interrupted = 130,
}
