namespace CellCluster.Imaging.Tests.Oracles;

/// <summary>The planes of tools/oracles/classical_operations.py, pixel for pixel.</summary>
internal static class ConstructedPlane
{
    public static int[] Lcg(uint seed, int count)
    {
        int[] values = new int[count];
        for (int i = 0; i < count; i++)
        {
            seed = unchecked((seed * 1664525) + 1013904223);
            values[i] = (int)(seed >> 16);
        }
        return values;
    }

    public static Plane<float> Plane(int height, int width, uint seed, int disks, int gradient)
    {
        int[] noise = Lcg(seed, height * width);
        int[] grey = new int[height * width];
        for (int i = 0; i < grey.Length; i++)
        {
            noise[i] /= 64;
            grey[i] = 2000 + noise[i] + (gradient * (i % width));
        }
        int[] at = Lcg(seed + 1, 3 * disks);
        for (int disk = 0; disk < disks; disk++)
        {
            int cy = at[3 * disk] % height;
            int cx = at[(3 * disk) + 1] % width;
            int radius = 6 + (at[(3 * disk) + 2] % 12);
            for (int i = 0; i < grey.Length; i++)
            {
                int squared = (((i / width) - cy) * ((i / width) - cy)) + (((i % width) - cx) * ((i % width) - cx));
                if (squared <= radius * radius)
                {
                    grey[i] = Math.Max(grey[i], 9000 + (40 * ((radius * radius) - squared)) + noise[i]);
                }
            }
        }
        return new Plane<float>(height, width, Array.ConvertAll(grey, value => value / 65536f));
    }

    public static Plane<byte> Mask(int height, int width, uint seed, double share) =>
        new(height, width, Array.ConvertAll(Lcg(seed, height * width), value => value < share * 65536 ? (byte)255 : (byte)0));
}
