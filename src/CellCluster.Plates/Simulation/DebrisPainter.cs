namespace CellCluster.Plates.Simulation;

/// <summary>Paints what is no cell: crumbs of dead cells with hardly any stain, and the faint unevenness of the medium.</summary>
internal static class DebrisPainter
{
    /// <summary>Scatters debris over the canvas.</summary>
    /// <param name="canvas">Where to.</param>
    /// <param name="random">The field's debris stream.</param>
    /// <param name="perSquareMm">Particles per square millimetre.</param>
    public static void Paint(FieldCanvas canvas, SimulationRandom random, double perSquareMm)
    {
        int count = random.Poisson(perSquareMm * 1e-6 * canvas.HeightUm * canvas.WidthUm);
        for (int i = 0; i < count; i++)
        {
            float y = random.Unit() * canvas.HeightUm;
            float x = random.Unit() * canvas.WidthUm;
            float radius = 0.45f * random.Factor(0.45f);
            int crumbCount = 1 + random.Below(3);
            for (int crumb = 0; crumb < crumbCount; crumb++)
            {
                float size = radius * random.Between(0.6f, 1.2f);
                Blob blob = new(
                    y + (radius * 1.4f * random.Normal()), x + (radius * 1.4f * random.Normal()), size * random.Between(1f, 1.8f), size, random.Angle());
                blob.Add(canvas, canvas.OpticalPath.Buffer, 0.07f * size * random.Between(0.6f, 1.3f), owner: 0);
                blob.Add(canvas, canvas.Nuclei.Buffer, 25f, owner: 0);
            }
        }
    }

    /// <summary>Adds the unevenness of medium and plate bottom to the optical path, about 1 nm.</summary>
    public static void PaintMedium(FieldCanvas canvas, SimulationRandom random, TextureBank textures)
    {
        int offsetY = random.Below(TextureBank.SizePx);
        int offsetX = random.Below(TextureBank.SizePx);
        float[] path = canvas.OpticalPath.Buffer;
        for (int y = 0; y < canvas.Height; y++)
        {
            for (int x = 0; x < canvas.Width; x++)
            {
                path[(y * canvas.Width) + x] += 0.0012f * textures.Cloud[TextureBank.Index(y + offsetY, x + offsetX)];
            }
        }
    }
}
