namespace CellCluster.Grains.Tests;

public sealed class SiloRolesTextTests
{
    [Fact]
    public void ParseKnown_WordOfANewerVersion_IsLeftOut()
    {
        Assert.Equal(SiloRoles.Plate | SiloRoles.Analysis, SiloRolesText.ParseKnown("plate, archive,Analysis"));
        Assert.Equal(SiloRoles.None, SiloRolesText.ParseKnown("archive"));
    }

    [Fact]
    public void Parse_WordThatIsNoRole_IsRefusedWithTheRoles() =>
        Assert.Equal("found 'archive', expected words of plate, image, inference, analysis, divided by commas", Assert.Throws<FormatException>(() => SiloRolesText.Parse("plate,archive")).Message);
}
