namespace CellCluster.Pipeline;

/// <summary>Makes predictors, and says what they will be before one is made.</summary>
public interface IPredictorFactory
{
    /// <summary>Loads and checks the model file and puts it on the device.</summary>
    /// <param name="modelPath">A weights file (docs/formats/weights.md).</param>
    /// <param name="device">Such as <c>cpu</c>, <c>cpu:1</c> or <c>cuda:0</c>.</param>
    /// <exception cref="ModelFileException">The file is damaged or does not fit its card.</exception>
    /// <exception cref="DeviceUnavailableException">The device is not there: never replaced by another.</exception>
    IPredictor Create(string modelPath, string device);

    /// <summary>Reads and checks the card alone, without loading the network.</summary>
    /// <exception cref="ModelFileException">The file is damaged or has no card.</exception>
    ModelCard ReadCard(string modelPath);

    /// <summary>Asks whether the device is there; loads no model. A silo asks before it joins a cluster.</summary>
    /// <exception cref="DeviceUnavailableException">The device is not there.</exception>
    void RequireDevice(string device);

    /// <summary>Takes the device for this process alone (<see cref="DeviceLock"/>), until the result is disposed; null where processes may share it,
    /// as they do a CPU and simulated devices.</summary>
    /// <exception cref="DeviceUnavailableException">Another process has it.</exception>
    IDisposable? TakeDevice(string device) => null;

    /// <summary>Which arithmetic a device of this name makes numbers with; the device itself need not be there.</summary>
    /// <exception cref="DeviceUnavailableException">No device can have this name.</exception>
    PredictorProfile ProfileOf(string device);

    /// <summary>All that planning needs, from the model's card alone: weights are not read, the device need not be there.</summary>
    /// <exception cref="ModelFileException">The file is damaged or has no card.</exception>
    /// <exception cref="DeviceUnavailableException">No device can have this name.</exception>
    PredictorFacts Describe(string modelPath, string device);
}
