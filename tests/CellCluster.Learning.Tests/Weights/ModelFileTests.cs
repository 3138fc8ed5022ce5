using CellCluster.Analysis;
using CellCluster.Pipeline;
using static TorchSharp.torch;

namespace CellCluster.Learning.Tests.Weights;

public class ModelFileTests
{
    [Fact]
    public void ModelFile_SavedAndLoaded_GivesSameWeightsAndCard()
    {
        using var folder = new TemporaryFolder();
        using var network = new UNet(Samples.Tiny, 2, seed: 3);
        ModelCard card = Samples.Card(Samples.Tiny, Organelle.Nuclei, Organelle.Golgi);
        ModelFile.Save(folder.File("m.safetensors"), network, card, halfPrecision: false);
        (UNet loaded, ModelCard read) = ModelFile.Load(folder.File("m.safetensors"));
        using (loaded)
        {
            Assert.False(loaded.training);
            foreach (((string name, Tensor expected), (string otherName, Tensor actual)) in WeightNames.Of(network).Zip(WeightNames.Of(loaded)))
            {
                Assert.Equal(name, otherName);
                Assert.Equal(expected.detach().data<float>().ToArray(), actual.detach().data<float>().ToArray());
            }
        }
        Assert.Equal(ModelCardJson.Write(card), ModelCardJson.Write(read));
        Assert.Equal(Organelle.Golgi, ModelFile.ReadCard(folder.File("m.safetensors")).Outputs[1].Organelle);
        Assert.Equal("m.safetensors", Assert.Single(folder.Names));
    }

    [Fact]
    public void ModelFile_HalfPrecision_HasHalfTheSizeAndElevenBits()
    {
        using var folder = new TemporaryFolder();
        using var network = new UNet(Samples.Default, 3, seed: 3);
        ModelCard card = Samples.Card(Samples.Default, Organelle.Nuclei, Organelle.Er, Organelle.Golgi);
        ModelFile.Save(folder.File("half"), network, card, halfPrecision: true);
        ModelFile.Save(folder.File("full"), network, card, halfPrecision: false);
        Assert.InRange(new FileInfo(folder.File("half")).Length, 1_000_000, 6_000_000);
        Assert.InRange(new FileInfo(folder.File("full")).Length / (double)new FileInfo(folder.File("half")).Length, 1.98, 2.0);
        (UNet loaded, _) = ModelFile.Load(folder.File("half"));
        using (loaded)
        {
            Tensor before = WeightNames.Of(network).First().Tensor;
            Tensor after = WeightNames.Of(loaded).First().Tensor;
            float[] expected = before.detach().data<float>().ToArray();
            Assert.Equal(expected.Select(static value => (float)(Half)value), after.detach().data<float>().ToArray());
        }
    }

    [Fact]
    public void ModelFile_CardOfAnotherNetwork_IsRefusedBeforeAnythingIsWritten()
    {
        using var folder = new TemporaryFolder();
        using var network = new UNet(Samples.Tiny, 2, seed: 3);
        Assert.Throws<ArgumentException>(() => ModelFile.Save(folder.File("m"), network, Samples.Card(Samples.Tiny, Organelle.Nuclei), halfPrecision: false));
        Assert.Empty(folder.Names);
    }
}
