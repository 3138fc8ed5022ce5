using CellCluster.Imaging;

namespace CellCluster.Analysis.Tests.Segmentation;

/// <summary>Fields without objects: whatever noise and illumination draw, nothing is found.</summary>
public class NoiseOnlyTests
{
    public static TheoryData<string, double> Fields => new()
    {
        { "noise", 0 }, { "noise", 1 }, { "noise", 2 }, { "noise", 3 }, { "noise", 6 }, { "noise", 12 }, { "noise", 25 },
        { "ramp", 0 }, { "bowl", 0 }, { "dome", 0 }, { "counts", 0 }, { "ramp", 3 }, { "bowl", 3 }, { "dome", 3 },
    };

    [Theory]
    [MemberData(nameof(Fields))]
    public void Segment_NoiseAndLightAlone_HasNoObjects(string light, double sigmaPx)
    {
        for (int seed = 1; seed <= 2; seed++)
        {
            using var plane = new Plane<float>(300, 320);
            plane.Noise(seed, 1, Math.Max(sigmaPx, 0.1));
            plane.Each((i, pixel) => light == "counts" ? MathF.Round(10 + (0.7f * pixel)) : 100 + pixel + (float)Light(light, i / 320, i % 320));
            foreach (Organelle organelle in new[] { Organelle.Er, Organelle.Golgi })
            {
                using Analysis.Segmentation found = OrganelleSegmenter.Segment(plane, organelle);
                Assert.True(found.Objects.Count == 0, $"{organelle}, {light}, sigma {sigmaPx}, seed {seed}: {found.Objects.Count} objects by {found.Threshold}");
                Assert.DoesNotContain(found.Labels.Buffer, id => id != 0);
            }
        }
    }

    private static double Light(string light, int y, int x)
    {
        double squared = (Square((y / 300.0) - 0.5) + Square((x / 320.0) - 0.5)) * 2; // 0 at the centre, 1 in the corners
        return light switch { "ramp" => 30.0 * x / 320, "bowl" => 25 * squared, "dome" => -25 * squared, _ => 0 };
    }

    private static double Square(double value) => value * value;
}
