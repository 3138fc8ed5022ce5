using CellCluster.TestKit;

namespace CellCluster.Imaging.Tests.Codecs;

/// <summary>Every real image decodes to the pixels that scikit-image reads. The twins on constructed data are TiffReadTests and PngReadTests.</summary>
public class RealImageOracleTests
{
    [Fact]
    public void RealImages_Decoded_EqualWhatScikitImageReads()
    {
        if (SharedData.Folder is not string folder)
        {
            Assert.Skip(SharedData.Absent);
            return;
        }
        var wrong = new List<string>();
        int count = 0;
        foreach (string line in File.ReadLines(Path.Combine(AppContext.BaseDirectory, "Oracles", "decoded_hashes.txt")))
        {
            string[] parts = line.Split('\t');
            string path = Path.Combine(folder, parts[3]);
            var options = new ReadOptions { Page = int.Parse(parts[1]), Channel = parts[2] == "-" ? null : int.Parse(parts[2]) };
            using Plane plane = ImageFile.Read(path, options);
            ImageHeader header = ImageFile.ReadHeader(path, options.Page);
            if (PlaneHash.Of(plane) != parts[0] || (header.Height, header.Width, header.PixelType) != (plane.Height, plane.Width, plane.PixelType))
            {
                wrong.Add($"{parts[3]} page {parts[1]} channel {parts[2]}: {plane.PixelType} {plane.Height}x{plane.Width}");
            }
            count++;
        }
        Assert.True(wrong.Count == 0, $"{wrong.Count} of {count} planes differ: {string.Join("; ", wrong.Take(10))}");
        Assert.True(count > 600, $"only {count} planes were compared");
    }
}
