using CellCluster.Imaging;

namespace CellCluster.Learning.Tests.Training.Run;

/// <summary>A pair table of small images on disk, one experiment a field, and a request that trains a tiny network on it.</summary>
internal static class SmallPairs
{
    public static TrainingRequest Request(TemporaryFolder folder, int fieldCount)
    {
        List<string> lines = ["input,nuclei,mask,well,experiment"];
        for (int i = 0; i < fieldCount; i++)
        {
            TrainingField field = Fields.Disks(96, seed: 10 + i);
            Write(folder.File($"i{i}.tif"), field.Input, 200, 2000);
            Write(folder.File($"n{i}.tif"), field.Targets[0], 1000, 100);
            Write(folder.File($"mask{i}.tif"), field.Targets[0], 255, 0);
            lines.Add($"i{i}.tif,n{i}.tif,mask{i}.tif,W{i},E{i}");
        }
        File.WriteAllLines(folder.File("pairs.csv"), lines);
        return new TrainingRequest
        {
            Pairs = [folder.File("pairs.csv")],
            Validate = HoldOut.Experiments($"E{fieldCount - 1}"),
            Out = folder.File("m.safetensors"),
            Name = "tiny",
            Modality = "dic",
            IlluminationSigmaPx = 40,
            DataCredit = "made up",
            Licence = "CC0",
            Options = new TrainingOptions { Widths = [16, 32], CropPx = 32, BatchSize = 2, Steps = 20, ValidateEvery = 10, ValidationCrops = 4, WarmupSteps = 2, LearningRate = 5e-3 },
        };

        static void Write(string path, Half[] values, float gain, float offset)
        {
            int size = (int)Math.Sqrt(values.Length);
            using Plane<ushort> plane = new(size, size, values.Select(v => (ushort)(offset + (gain * (float)v))).ToArray());
            ImageFile.WriteTiff(path, plane);
        }
    }
}
