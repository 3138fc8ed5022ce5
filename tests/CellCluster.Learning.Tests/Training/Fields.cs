namespace CellCluster.Learning.Tests.Training;

/// <summary>Fields made in memory for the trainer.</summary>
internal static class Fields
{
    public static TrainingField Noise(int height, int width, int seed)
    {
        Half[] input = Samples.Noise(height * width, seed).Select(static v => (Half)v).ToArray();
        return new TrainingField(Row($"noise{seed}"), height, width, input, [input]);
    }

    /// <summary>Disks: bright in the stain, dark and noisy in transmitted light; a network that inverts and smooths predicts them.</summary>
    public static TrainingField Disks(int size, int seed)
    {
        Random random = new(seed);
        float[] stain = new float[size * size];
        for (int disk = 0; disk < 6; disk++)
        {
            double cy = random.NextDouble() * size;
            double cx = random.NextDouble() * size;
            double radius = 4 + (4 * random.NextDouble());
            for (int i = 0; i < stain.Length; i++)
            {
                double dy = (i / size) - cy;
                double dx = (i % size) - cx;
                stain[i] = (dy * dy) + (dx * dx) < radius * radius ? 1 : stain[i];
            }
        }
        Half[] input = stain.Select(v => (Half)(float)((-1.5 * v) + (0.5 * (random.NextDouble() - 0.5)))).ToArray();
        return new TrainingField(Row($"disks{seed}"), size, size, input, [stain.Select(static v => (Half)v).ToArray()]);
    }

    public static PairRow Row(string name) => new(0, name, [name], null, name, "E", null);
}
