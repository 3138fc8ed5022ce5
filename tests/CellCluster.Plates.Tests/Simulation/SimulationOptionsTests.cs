using CellCluster.Plates.Simulation;

namespace CellCluster.Plates.Tests.Simulation;

public sealed class SimulationOptionsTests
{
    [Fact]
    public void Defaults_Check_HaveNoFaults() => Assert.Empty(new SimulationOptions().Faults());

    [Fact]
    public void Check_ManyFaults_NamesAllOfThemAtOnce()
    {
        SimulationOptions options = new()
        {
            PlateId = "a/b",
            Rows = 0,
            HeightPx = 4,
            PixelSizeUm = double.NaN,
            Clumping = 1.5,
            Exposure = 0,
            BitDepth = 10,
            Damaged = [new DamagedField(new WellId(7, 7), new FieldIndex(1), FieldDamage.Missing)],
        };
        SimulationOptionsException thrown = Assert.Throws<SimulationOptionsException>(options.Check);
        Assert.Equal(8, thrown.Faults.Count);
        foreach (string name in new[] { "PlateId", "Rows", "HeightPx", "PixelSizeUm", "Clumping", "Exposure", "BitDepth", "H08" })
        {
            Assert.Contains(name, thrown.Message);
        }
    }

    [Fact]
    public void Check_BlockOutsideThePlate_SaysWhere()
    {
        SimulationOptions options = new() { FirstWell = new WellId(31, 0), Rows = 2 };
        Assert.Contains("2 x 3 wells from AF01", Assert.Single(options.Faults()));
    }

    [Fact]
    public void Check_FieldDamagedTwice_IsAFault()
    {
        DamagedField damaged = new(new WellId(1, 1), new FieldIndex(1), FieldDamage.Blank);
        SimulationOptions options = new() { Damaged = [damaged, damaged with { Damage = FieldDamage.Missing }] };
        Assert.Contains("2 times", Assert.Single(options.Faults()));
    }

    [Fact]
    public void Simulate_FaultyOptions_Throws() =>
        Assert.Throws<SimulationOptionsException>(() => FieldSimulator.Simulate(new SimulationOptions { WidthPx = 1 }, new WellId(1, 1), new FieldIndex(1)));
}
