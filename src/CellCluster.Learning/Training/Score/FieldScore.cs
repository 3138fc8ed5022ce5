using CellCluster.Analysis;
using CellCluster.Imaging;

namespace CellCluster.Learning;

/// <summary>How well one validation field was predicted.</summary>
/// <param name="Row">The field.</param>
/// <param name="Pearson">Correlation of output and stain over the whole field, per organelle in channel order; NaN where the stain is constant.</param>
/// <param name="Objects">Object counts of the nuclei against the mask, or null without a mask.</param>
public sealed record FieldScore(PairRow Row, IReadOnlyList<double> Pearson, ObjectMatch? Objects);

/// <summary>The scores of all validation fields.</summary>
/// <param name="Organelles">Channel order.</param>
/// <param name="Fields">One per field.</param>
/// <param name="Lines">Per organelle the least-squares line from network output to normalised stain over all validation pixels.</param>
public sealed record ValidationScore(
    IReadOnlyList<Organelle> Organelles, IReadOnlyList<FieldScore> Fields, IReadOnlyList<(double Scale, double Offset)> Lines)
{
    /// <summary>Mean over the fields of the correlation of one channel; fields with a constant stain are left out.</summary>
    public double MeanPearson(int channel) => Fields.Select(f => f.Pearson[channel]).Where(double.IsFinite).DefaultIfEmpty(double.NaN).Average();

    /// <summary>Sum over the fields with a mask, or null without any.</summary>
    public ObjectMatch? Objects => Fields.Select(static f => f.Objects).OfType<ObjectMatch>().Aggregate((ObjectMatch?)null, static (sum, match) => sum is null ? match : sum + match);

    /// <summary>Predicts whole fields and compares them with their stains.</summary>
    /// <param name="matchObjects">Compares a field's predicted nuclei, normalised by the line of its channel, with its mask; or null.</param>
    internal static ValidationScore Of(
        UNet network,
        IReadOnlyList<Organelle> organelles,
        IReadOnlyList<TrainingField> fields,
        Func<TrainingField, Plane<float>, ObjectMatch?>? matchObjects,
        CancellationToken cancel)
    {
        FieldCorrelation[] all = new FieldCorrelation[organelles.Count];
        List<FieldScore> scores = [];
        int nuclei = organelles.ToList().IndexOf(Organelle.Nuclei);
        foreach (TrainingField field in fields)
        {
            cancel.ThrowIfCancellationRequested();
            IReadOnlyList<Plane<float>> predicted = FieldPrediction.Predict(network, field);
            double[] pearson = new double[organelles.Count];
            for (int c = 0; c < organelles.Count; c++)
            {
                FieldCorrelation one = default;
                one.Add(predicted[c].Pixels, field.Targets[c]);
                all[c].Add(predicted[c].Pixels, field.Targets[c]);
                pearson[c] = one.Pearson;
            }
            ObjectMatch? match = nuclei >= 0 ? matchObjects?.Invoke(field, predicted[nuclei]) : null;
            scores.Add(new FieldScore(field.Row, pearson, match));
            foreach (Plane<float> plane in predicted)
            {
                plane.Dispose();
            }
        }
        return new ValidationScore(organelles, scores, all.Select(static c => c.Line).ToArray());
    }
}
