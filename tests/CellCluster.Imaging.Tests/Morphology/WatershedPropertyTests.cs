using CsCheck;

namespace CellCluster.Imaging.Tests.Morphology;

public class WatershedPropertyTests
{
    private sealed record Scene(int Height, int Width, int Levels, double Share, double Markers, int Ids, int Seed, bool Corners, bool Masked);

    private static readonly Gen<Scene> s_scenes =
        from height in Gen.Int[1, 40]
        from width in Gen.Int[1, 40]
        from levels in Gen.OneOf(Gen.Const(1), Gen.Const(2), Gen.Const(4), Gen.Const(16), Gen.Const(10_000))
        from share in Gen.OneOf(Gen.Const(0.4), Gen.Const(0.7), Gen.Const(0.95), Gen.Const(1.0))
        from markers in Gen.OneOf(Gen.Const(0.0), Gen.Const(0.02), Gen.Const(0.1), Gen.Const(0.4))
        from ids in Gen.OneOf(Gen.Const(2), Gen.Const(5), Gen.Const(500))
        from seed in Gen.Int[0, 1_000_000]
        from corners in Gen.Bool
        from masked in Gen.Bool
        select new Scene(height, width, levels, share, markers, ids, seed, corners, masked);

    [Fact]
    public void Flood_AnyPlane_EqualsOneHeapOverAll()
    {
        s_scenes.Sample(
            scene =>
            {
                (Plane<float> height, Plane<uint> markers, Plane<byte>? mask) = Make(scene);
                using var labels = new Plane<uint>(scene.Height, scene.Width);
                Connectivity connectivity = scene.Corners ? Connectivity.EdgesAndCorners : Connectivity.Edges;
                uint[] expected = HeapWatershed.Flood(height, markers, mask, scene.Corners);
                Watershed.Flood(height, markers, mask, labels, connectivity);
                Assert.Equal(expected, labels.Buffer);
                Watershed.FloodWhole(height, markers, mask, labels, connectivity);
                Assert.Equal(expected, labels.Buffer);
                Watershed.Flood(height, markers, mask, markers, connectivity); // in place
                Assert.Equal(expected, markers.Buffer);
            },
            seed: "0000000000A0",
            iter: 1500,
            threads: 1);
    }

    [Fact]
    public void Flood_ItsOwnResultAsMarkers_ChangesNothing()
    {
        s_scenes.Sample(
            scene =>
            {
                (Plane<float> height, Plane<uint> markers, Plane<byte>? mask) = Make(scene);
                using var labels = new Plane<uint>(scene.Height, scene.Width);
                Watershed.Flood(height, markers, mask, labels);
                uint[] before = [.. labels.Buffer];
                Watershed.Flood(height, labels, mask, labels);
                Assert.Equal(before, labels.Buffer);
            },
            seed: "0000000000A0",
            iter: 300,
            threads: 1);
    }

    private static (Plane<float> Height, Plane<uint> Markers, Plane<byte>? Mask) Make(Scene scene)
    {
        var random = new Random(scene.Seed);
        int count = scene.Height * scene.Width;
        var height = new Plane<float>(scene.Height, scene.Width, [.. Enumerable.Range(0, count).Select(_ => (float)(random.Next(scene.Levels) - (scene.Levels / 2)))]);
        var markers = new Plane<uint>(scene.Height, scene.Width, [.. Enumerable.Range(0, count).Select(_ => random.NextDouble() < scene.Markers ? 1 + (uint)random.Next(scene.Ids) : 0)]);
        var mask = new Plane<byte>(scene.Height, scene.Width, [.. Enumerable.Range(0, count).Select(_ => random.NextDouble() < scene.Share ? (byte)255 : (byte)0)]);
        return (height, markers, scene.Masked ? mask : null);
    }
}
