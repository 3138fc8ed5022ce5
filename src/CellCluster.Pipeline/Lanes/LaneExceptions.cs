namespace CellCluster.Pipeline;

/// <summary>A tile came to a lane that was stopped: no fault of the field's.</summary>
public sealed class LaneStoppedException(string lane)
    : Exception($"lane {lane} is stopped and takes no tiles; the field goes to another lane")
{
    /// <summary>The lane.</summary>
    public string Lane { get; } = lane;
}

/// <summary>A tile came to a lane whose device fails: no fault of the field's, which goes to another lane.</summary>
public sealed class LaneQuarantinedException(string lane, string cause, Exception? inner = null)
    : Exception($"lane {lane} is quarantined: {cause}; the field goes to another lane", inner)
{
    /// <summary>The lane.</summary>
    public string Lane { get; } = lane;

    /// <summary>What its device does wrong.</summary>
    public string Cause { get; } = cause;
}
