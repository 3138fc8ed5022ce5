using CellCluster.Analysis;
using CellCluster.Learning;
using CellCluster.Pipeline;

namespace CellCluster.Bench;

/// <summary>The default network with one output and random weights: the time of a network does not depend on its weights.</summary>
internal static class BenchModel
{
    public static string Write(string path)
    {
        var card = new ModelCard
        {
            Name = "random",
            Version = "0",
            Modality = "dic",
            Outputs = [new OutputChannel(Organelle.Nuclei, 1, 0)],
            Network = new NetworkShape([16, 32, 64, 128, 256], 0),
            Normalisation = new InputNormalisation(IlluminationCorrection.None, 0),
        };
        using var network = new UNet(card.Network, card.Outputs.Count, seed: 1);
        ModelFile.Save(path, network, card, halfPrecision: false);
        return path;
    }
}
