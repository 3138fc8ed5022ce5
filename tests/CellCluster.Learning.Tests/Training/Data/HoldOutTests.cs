using CellCluster.Analysis;

namespace CellCluster.Learning.Tests.Training.Data;

public class HoldOutTests
{
    [Fact]
    public void Split_ByExperiment_HoldsOutAllItsFields()
    {
        (IReadOnlyList<PairRow> train, IReadOnlyList<PairRow> validate) = HoldOut.Parse("experiment=E1,E2").Split(Table(4, 3));
        Assert.Equal(["E1", "E2"], validate.Select(static r => r.Experiment).Distinct());
        Assert.Equal(["E0", "E3"], train.Select(static r => r.Experiment).Distinct());
    }

    [Fact]
    public void Split_ByShareOfWells_NeverCutsAWellAndIgnoresRowOrder()
    {
        PairTable table = Table(3, 5);
        PairTable reversed = table with { Rows = table.Rows.Reverse().ToArray() };
        IReadOnlyList<PairRow> validate = HoldOut.Parse("wells=0.3").Split(table).Validate;
        Assert.Equal(5 * 2, validate.Count); // 0.3 of 15 wells, rounded up, two fields each
        Assert.All(validate.GroupBy(static r => (r.Experiment, r.Well)), static g => Assert.Equal(2, g.Count()));
        Assert.Equal(validate.Select(static r => r.Input).Order(), HoldOut.Parse("wells=0.3").Split(reversed).Validate.Select(static r => r.Input).Order());
    }

    [Theory]
    [InlineData("experiment=E9", "E9 is not in")]
    [InlineData("experiment=E0,E1", "leaves 0 fields")]
    [InlineData("wells=0.95", "leaves 0 fields")]
    public void Split_WithoutTwoSides_IsRefused(string text, string why) =>
        Assert.Contains(why, Assert.Throws<TrainingInputException>(() => HoldOut.Parse(text).Split(Table(2, 2))).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("file=a.tif")]
    [InlineData("wells=1")]
    [InlineData("experiment=")]
    [InlineData("0.2")]
    public void Parse_OtherUnits_AreRefused(string text) => Assert.Throws<FormatException>(() => HoldOut.Parse(text));

    private static PairTable Table(int experiments, int wells)
    {
        PairRow[] rows =
        [
            .. from e in Enumerable.Range(0, experiments)
               from w in Enumerable.Range(0, wells)
               from f in Enumerable.Range(0, 2)
               select new PairRow(0, $"E{e}_W{w}_f{f}", ["t"], null, $"W{w}", $"E{e}", null),
        ];
        return new PairTable("t.csv", [Organelle.Nuclei], rows);
    }
}
