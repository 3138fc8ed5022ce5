using CellCluster.Analysis;
using CellCluster.Imaging;
using CellCluster.Learning;
using CellCluster.Pipeline;
using CellCluster.Plates;
using CellCluster.Plates.Simulation;

namespace CellCluster.Bench;

/// <summary>The README's picture: a simulated field, its predicted nuclei, and the outlines found, side by side.</summary>
internal static class FieldPictures
{
    private const int SidePx = 420;

    public static async Task WriteAsync(string model, string path)
    {
        var options = new SimulationOptions { HeightPx = SidePx, WidthPx = SidePx, Seed = 2024, Mode = TransmittedLightMode.Dic };
        using SimulatedField field = FieldSimulator.Simulate(options, new WellId(1, 1), new FieldIndex(1));
        using IPredictor predictor = new TorchPredictorFactory().Create(model, "cpu:0");
        var preparation = new FieldPreparation(predictor.Facts.Card.Normalisation, workingSize: null, sigmaScale: 1);
        using Plane<float> corrected = preparation.Correct(field.TransmittedLight);
        RobustScale scale = RobustScale.Of(corrected.Pixels);
        using Plane<float> prepared = preparation.Prepare(field.TransmittedLight, new FrozenNormalisation(scale.Median, scale.Sigma, SidePx, SidePx, []));
        TilePlan plan = TilePlan.Exact(SidePx, SidePx, predictor.Facts.Geometry, predictor.Facts.PreferredTilePx);
        using PredictedField predicted = await new FieldPredictor(plan, predictor.Facts.Card.Outputs, (SidePx, SidePx))
            .PredictAsync(prepared, (tile, _) => Task.FromResult(predictor.Predict([tile])[0]), CancellationToken.None);
        using Segmentation nuclei = OrganelleSegmenter.Segment(predicted.Planes[0], Organelle.Nuclei, options: null, options.PixelSizeUm);
        Console.WriteLine($"{nuclei.Objects.Count} nuclei found, {field.CellCount} cells simulated");

        byte[][] panels =
        [
            FieldPicture.Render(field.TransmittedLight, null, SidePx, default).Rgb,
            FieldPicture.Render(predicted.Planes[0], null, SidePx, default).Rgb,
            FieldPicture.Render(field.TransmittedLight, nuclei.Labels, SidePx, (255, 196, 0)).Rgb,
        ];
        PanelRow.Write(path, [.. panels.Select(rgb => (SidePx, SidePx, rgb))]);
    }
}
