namespace CellCluster.Plates.Tests;

public sealed class FieldsTableTests : IDisposable
{
    private readonly ScratchPlate _plate = new();

    public void Dispose() => _plate.Dispose();

    [Fact]
    public void Table_WellFieldPath_GivesTheFields()
    {
        _plate.File("x/one.tif", "stack.tif");
        PlateLayout layout = Read("Well,Field,Path,Page,Note\nB02,2,x/one.tif,,\"a, b\"\nA01,1,stack.tif,0,\nA01,2,stack.tif,1,\nC01,1,gone.tif,,\nC02,1,,,\n");
        Assert.Equal(["A01 1 0", "A01 2 1", "B02 2 0", "C01 1 0", "C02 1 0"], layout.Fields.Select(field => $"{field.Key.Well} {field.Key.Field.Value} {field.Page}"));
        Assert.Equal([true, true, true, false, false], layout.Fields.Select(field => field.Path is not null));
        Assert.Equal("missing", Assert.Single(layout.Remarks).Code);
    }

    [Fact]
    public void Table_Acquisitions_AreKept()
    {
        _plate.File("a.tif", "b.tif");
        Assert.Equal(["acquisition 2, well A01, field 1", "acquisition 3, well A01, field 1"], Read("well,field,path,acquisition\nA01,1,a.tif,2\nA01,1,b.tif,3\n").Fields.Select(field => field.Key.ToString()));
    }

    [Fact]
    public void Table_AbsolutePath_MayLieAnywhere()
    {
        string elsewhere = _plate.Text(Path.Combine(_plate.Root, "else", "a.tif"), "");
        Assert.Equal(elsewhere, Assert.Single(Read($"well,field,path\nA01,1,{elsewhere}\n").Fields).Path);
    }

    [Theory]
    [InlineData("../else/a.tif")]
    [InlineData("x/../../P0422/a.tif")]
    public void Table_RelativePathThatLeavesTheFolder_IsRefused(string path)
    {
        LayoutException fault = Fault($"well,field,path\nA01,1,{path}\n");
        Assert.Contains($"line 2: path '{path}' leaves the plate folder", fault.Message);
    }

    [Fact]
    public void Table_Faults_AreReportedAtOnceWithTheirLines()
    {
        _plate.File("a.tif", "b.tif");
        string message = Fault("well,field,path,page\nQ99,1,a.tif,\nA01,one,a.tif,\nA02,1,a.tif,-1\nA03,1,a.tif,\na3,01,b.tif,\nA04,1,a.tif,0\n").Message;
        foreach (string part in (string[])["line 2: 'Q99' is no well", "line 3: 'one' in column field", "line 4: '-1' in column page", "line 6: well A03, field 1 again (first in line 5", "line 7: the file of line 5 again"])
        {
            Assert.Contains(part, message);
        }
    }

    [Fact]
    public void Table_MissingColumns_AreNamed() => Assert.Contains("also field, path", Fault("well,x\nA01,1\n").Message);

    [Fact]
    public void Table_WithoutRows_IsRefused() => Assert.Contains("no rows", Fault("well,field,path\n").Message);

    private PlateLayout Read(string table) => _plate.Read(new LayoutOptions { FieldsCsv = _plate.Text("fields.csv", table) });

    private LayoutException Fault(string table) => Assert.Throws<LayoutException>(() => Read(table));
}
