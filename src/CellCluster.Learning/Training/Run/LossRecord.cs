using System.Globalization;
using ScottPlot;

namespace CellCluster.Learning;

/// <summary>Writes the losses of a run as a table and as a picture.</summary>
public static class LossRecord
{
    /// <summary>Columns of the table.</summary>
    public const string Header = "step,training_loss,validation_loss,learning_rate,seconds";

    /// <summary>Writes <c>losses.csv</c>: a row per validation.</summary>
    public static void WriteTable(string path, IReadOnlyList<LossPoint> history)
    {
        ArgumentNullException.ThrowIfNull(history);
        IEnumerable<string> rows = history.Select(static p => string.Create(
            CultureInfo.InvariantCulture, $"{p.Step},{p.TrainingLoss:R},{p.ValidationLoss:R},{p.LearningRate:R},{p.Seconds:F1}"));
        File.WriteAllLines(path, [Header, .. rows]);
    }

    /// <summary>Draws both losses over the steps, the best validation marked, as PNG of 900 x 500 px.</summary>
    public static void Draw(string path, IReadOnlyList<LossPoint> history, int bestStep)
    {
        ArgumentNullException.ThrowIfNull(history);
        using Plot plot = new();
        double[] steps = history.Select(static p => (double)p.Step).ToArray();
        plot.Add.Scatter(steps, history.Select(static p => p.TrainingLoss).ToArray()).LegendText = "training";
        plot.Add.Scatter(steps, history.Select(static p => p.ValidationLoss).ToArray()).LegendText = "validation";
        if (history.FirstOrDefault(p => p.Step == bestStep) is LossPoint best)
        {
            ScottPlot.Plottables.Marker marker = plot.Add.Marker(best.Step, best.ValidationLoss, MarkerShape.OpenCircle, 14);
            marker.LegendText = "best";
        }
        plot.XLabel("step");
        plot.YLabel("loss");
        plot.ShowLegend(Alignment.UpperRight);
        plot.SavePng(path, 900, 500);
    }
}
