using CellCluster.Analysis;
using CellCluster.Imaging;
using CellCluster.Pipeline.Tests.Fields;
using CellCluster.TestKit;

namespace CellCluster.Pipeline.Tests.ImageSets;

[Collection(PlanesAreCounted.Name)]
public sealed class ImageSetLeakTests
{
    [Fact]
    public void Run_GoodAndBrokenImages_DropsEveryPlane()
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder.In("images"));
        for (int i = 0; i < 4; i++)
        {
            using Plane<ushort> plane = DiskImages.Grey(i);
            ImageFile.WriteTiff(folder.In($"images/{i}.tif"), plane);
        }
        using (var dark = new Plane<byte>(9, 9))
        {
            ImageFile.WriteTiff(folder.In("images/dark.tif"), dark);
        }
        File.WriteAllText(folder.In("images/broken.tif"), "II");
        long before = Plane.LiveCount;

        new ImageSetRun(new ImageSetOptions { Folder = folder.In("images"), Out = folder.In("out"), Organelle = Organelle.Nuclei, WriteOutlines = true })
            .Run(2, redo: false, null, CancellationToken.None);

        Assert.Equal(before, Plane.LiveCount);
    }
}
