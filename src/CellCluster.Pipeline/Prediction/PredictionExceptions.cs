namespace CellCluster.Pipeline;

/// <summary>A model file cannot be used; the message says what was found and what was expected.</summary>
public sealed class ModelFileException : Exception
{
    /// <summary>The file and what is wrong with it.</summary>
    public ModelFileException(string path, string fault, Exception? inner = null)
        : base($"model file {path}: {fault}", inner) => Path = path;

    /// <summary>The file.</summary>
    public string Path { get; }
}

/// <summary>A device that was asked for is not on this machine.</summary>
public sealed class DeviceUnavailableException : Exception
{
    /// <summary>The device and why it cannot be used.</summary>
    public DeviceUnavailableException(string device, string reason)
        : base($"device {device}: {reason}") => Device = device;

    /// <summary>The device's name.</summary>
    public string Device { get; }
}
