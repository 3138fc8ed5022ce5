using CellCluster.Analysis;
using CellCluster.Ledger;
using CellCluster.Pipeline;
using CellCluster.Plates;

namespace CellCluster.Cli;

/// <summary>One organelle of a plate in a few numbers.</summary>
/// <param name="Organelle">nuclei, er or golgi.</param>
/// <param name="Fields">Fields measured.</param>
/// <param name="Objects">Objects found.</param>
/// <param name="MedianPerWell">Median over wells of the objects in a well.</param>
/// <param name="LowestPerWell">The fewest in a well.</param>
/// <param name="HighestPerWell">The most in a well.</param>
/// <param name="RelativeArea">Median over fields, share of the field.</param>
/// <param name="MeanIntensity">Median over fields, normalised stain; NaN where nothing was found.</param>
internal sealed record OrganelleSummary(
    string Organelle, int Fields, long Objects, double MedianPerWell, double LowestPerWell, double HighestPerWell, double RelativeArea, double MeanIntensity);

/// <summary>Reads the results of a plate from its ledger.</summary>
internal static class ResultSummary
{
    /// <summary>One summary per organelle that was measured.</summary>
    /// <exception cref="LedgerUnavailableException">The ledger cannot be read.</exception>
    public static async Task<IReadOnlyList<OrganelleSummary>> ReadAsync(string ledgerPath, string plateId, TimeProvider time)
    {
        await using SqliteLedger ledger = await SqliteLedger.OpenReadOnlyAsync(ledgerPath, time, CancellationToken.None);
        var done = new List<FieldOutcome>();
        await foreach (FieldRecord field in ledger.ReadFieldsAsync(plateId, CancellationToken.None))
        {
            if (field is { State: FieldState.Done, Outcome: { } outcome })
            {
                done.Add(outcome);
            }
        }
        return Of(done);
    }

    /// <summary>As <see cref="ReadAsync"/>, of outcomes of fields that are done.</summary>
    public static IReadOnlyList<OrganelleSummary> Of(IReadOnlyList<FieldOutcome> done) =>
        [.. done.SelectMany(outcome => outcome.Metrics).Select(metric => metric.Organelle).OfType<Organelle>().Distinct().Order().Select(organelle => Of(done, organelle))];

    /// <summary>The middle value, the mean of the middle two of an even number; NaN of none. NaN values do not count.</summary>
    public static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Where(value => !double.IsNaN(value)).Order()];
        return sorted.Length == 0 ? double.NaN : (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }

    private static OrganelleSummary Of(IReadOnlyList<FieldOutcome> done, Organelle organelle)
    {
        double[] perWell = [.. done.GroupBy(outcome => outcome.Claim.Key.Well)
            .Select(well => well.Sum(outcome => Value(outcome, organelle, MetricColumns.ObjectCount)))];
        return new OrganelleSummary(
            organelle.ToText(),
            done.Count(outcome => outcome.Metrics.Any(metric => metric.Organelle == organelle)),
            (long)perWell.Sum(),
            Median(perWell),
            perWell.DefaultIfEmpty(double.NaN).Min(),
            perWell.DefaultIfEmpty(double.NaN).Max(),
            Median(done.Select(outcome => Value(outcome, organelle, MetricColumns.RelativeArea))),
            Median(done.Select(outcome => Value(outcome, organelle, MetricColumns.MeanIntensity))));
    }

    private static double Value(FieldOutcome outcome, Organelle organelle, string name) =>
        outcome.Metrics.FirstOrDefault(metric => metric.Organelle == organelle && metric.Name == name)?.Value ?? double.NaN;
}
