using CellCluster.Pipeline;

namespace CellCluster.Ledger.Tests;

/// <summary>Compares outcomes by content; records with lists in them compare by reference.</summary>
internal static class OutcomeAssert
{
    public static void Equal(FieldOutcome expected, FieldOutcome? actual)
    {
        Assert.NotNull(actual);
        Assert.Equal((expected.Claim, expected.State, expected.Gap, expected.Reason), (actual.Claim, actual.State, actual.Gap, actual.Reason));
        Assert.Equal(expected.Flags, actual.Flags);
        Assert.Equal(expected.Metrics, actual.Metrics);
        Assert.Equal(expected.Provenance, actual.Provenance);
        Assert.Equal(expected.Files, actual.Files);
        Assert.Equal(expected.Embedding.ToArray(), actual.Embedding.ToArray());
    }
}
