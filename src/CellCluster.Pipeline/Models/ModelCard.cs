using CellCluster.Analysis;

namespace CellCluster.Pipeline;

/// <summary>What a network is, what it expects and what it gives: the JSON under the metadata key <c>cellcluster</c> of a weights file.</summary>
/// <remarks>Format: docs/formats/weights.md. Names in JSON are camelCase.</remarks>
public sealed record ModelCard
{
    /// <summary>Short name, as in <c>--model</c>.</summary>
    public required string Name { get; init; }

    /// <summary>Version of the weights, free text, such as 1.0.</summary>
    public required string Version { get; init; }

    /// <summary>Kind of transmitted light the network was trained on: dic, brightfield or phase.</summary>
    public required string Modality { get; init; }

    /// <summary>One entry per output channel, in channel order.</summary>
    public required IReadOnlyList<OutputChannel> Outputs { get; init; }

    /// <summary>The shape of the network.</summary>
    public required NetworkShape Network { get; init; }

    /// <summary>How a raw plane becomes the network's input.</summary>
    public required InputNormalisation Normalisation { get; init; }

    /// <summary>Micrometres per pixel of the training planes; null when they were a mixture: planes are then taken as they are.</summary>
    public double? PixelSizeUm { get; init; }

    /// <summary>What the network learnt from.</summary>
    public TrainingRecord? Training { get; init; }

    /// <summary>Validation figures by name, such as <c>pearson.nuclei</c>.</summary>
    public IReadOnlyDictionary<string, double> Metrics { get; init; } = new SortedDictionary<string, double>(StringComparer.Ordinal);
}

/// <summary>One output channel: normalised stain = Scale * network output + Offset, fitted after training (1 - Pearson leaves both free).</summary>
public sealed record OutputChannel(Organelle Organelle, float Scale, float Offset);

/// <summary>Feature channels per level from the top, the last one is the bottom; each a multiple of 16. Default 16, 32, 64, 128, 256.</summary>
/// <param name="Widths">At least two entries: levels and bottom.</param>
/// <param name="Dropout">Share of feature values dropped in training, 0..0.9; no effect when predicting.</param>
public sealed record NetworkShape(IReadOnlyList<int> Widths, double Dropout)
{
    /// <summary>How often the plane is halved: one less than the number of widths.</summary>
    public int Depth => Widths.Count - 1;
}

/// <summary>Which illumination correction a plane gets before it is normalised.</summary>
public enum IlluminationCorrection
{
    /// <summary>None.</summary>
    None,

    /// <summary>The plane divided by a wide Gaussian of itself, keeping its mean.</summary>
    WideGaussian,
}

/// <summary>normalised = (plane - median) / (interquartile range / 1.349), both frozen per plate over its sample of fields.</summary>
/// <param name="Illumination">Correction computed on the whole plane before everything else.</param>
/// <param name="IlluminationSigmaPx">Sigma of the wide Gaussian in pixels of the training planes; 0 without correction.</param>
public sealed record InputNormalisation(IlluminationCorrection Illumination, double IlluminationSigmaPx);

/// <summary>Where the weights come from.</summary>
/// <param name="Data">The training data and whom to credit.</param>
/// <param name="Licence">Licence of the training data.</param>
/// <param name="Command">The command that made the file.</param>
/// <param name="Fields">Training fields.</param>
/// <param name="Steps">Optimiser steps taken.</param>
/// <param name="Split">How validation was held out.</param>
public sealed record TrainingRecord(string Data, string Licence, string Command, int Fields, long Steps, string Split);
