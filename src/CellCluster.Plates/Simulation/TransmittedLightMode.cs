namespace CellCluster.Plates.Simulation;

/// <summary>How the simulated microscope turns the optical path of the cells into grey levels.</summary>
public enum TransmittedLightMode
{
    /// <summary>Differential interference contrast: the derivative of the optical path along the shear.</summary>
    Dic,

    /// <summary>Brightfield: contrast by defocus, weak absorption.</summary>
    Brightfield,

    /// <summary>Positive phase contrast: cells dark, with a bright halo.</summary>
    Phase,
}
