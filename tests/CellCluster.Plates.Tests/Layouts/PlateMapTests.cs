namespace CellCluster.Plates.Tests;

public sealed class PlateMapTests
{
    [Fact]
    public void Map_KnownAndOtherColumns_AreKept()
    {
        PlateMap map = Parse("Dose,WELL,Operator,Clone\n1.5,b3,Ann,CHO-17\n,A01,\"B, C\",\n");
        Assert.Equal(["clone", "dose", "Operator"], map.Columns);
        Assert.Equal("CHO-17", map.Value(WellId.Parse("B03"), "clone"));
        Assert.Equal("1.5", map.Value(WellId.Parse("B03"), "DOSE"));
        Assert.Equal("B, C", map.Value(WellId.Parse("A01"), "Operator"));
        Assert.Equal("", map.Value(WellId.Parse("H12"), "clone"));
        Assert.Equal("", map.Value(WellId.Parse("B03"), "nothing"));
    }

    [Fact]
    public void Group_IsTheFirstFilledColumn()
    {
        PlateMap map = Parse("well,clone,control,dose\nA01,CHO-1,,\nA02,,negative,\nA03,,,2\nA04,,,\n");
        Assert.Equal(["CHO-1", "control negative", "dose 2", ""], map.Wells.Select(map.GroupOf));
    }

    [Theory]
    [InlineData("well,clone\nA01,x\na1,y\n", "well A01 again (first in line 2)", 3)]
    [InlineData("well,clone\nfirst,x\n", "'first'", 2)]
    [InlineData("clone\nx\n", "also well", 1)]
    [InlineData("well,clone\nA01\n", "1 values", 2)]
    public void Map_Faulty_NamesTheLine(string text, string part, int line)
    {
        LayoutException fault = Assert.Throws<LayoutException>(() => Parse(text));
        Assert.Contains(part, fault.Message);
        Assert.Equal(line, fault.Line);
    }

    [Fact]
    public void Map_InThePlateFolder_TravelsWithTheLayout()
    {
        using var plate = new ScratchPlate();
        plate.Htd(["A01", "A02"]).File("P_A01.TIF", "P_A02.TIF");
        plate.Text("Wells.csv", "well,clone\nA01,CHO-1\nB01,CHO-2\n");
        PlateLayout layout = plate.Read();
        Assert.Equal("CHO-1", layout.Map!.Value(WellId.Parse("A01"), "clone"));
        Assert.Equal(["map-only", "not-in-map"], layout.Remarks.Select(remark => remark.Code));
        string other = plate.Text("other.csv", "well,clone\nA01,X\nA02,Y\n");
        Assert.Equal("Y", plate.Read(new LayoutOptions { WellsCsv = other }).Map!.Value(WellId.Parse("A02"), "clone"));
        Assert.Empty(plate.Read(new LayoutOptions { WellsCsv = other }).Remarks);
    }

    [Fact]
    public void Layout_MistypedKindOfControl_IsARemarkWithTheNearestWord()
    {
        using var plate = new ScratchPlate();
        plate.Htd(["A01", "A02"]).File("P_A01.TIF", "P_A02.TIF");
        plate.Text("wells.csv", "well,control\nA01,postive\nA02,Neg\n");
        LayoutRemark remark = Assert.Single(plate.Read().Remarks);
        Assert.Equal("control-kind", remark.Code);
        Assert.Equal("control \"postive\" (1 well, first A01) is neither positive nor negative: no Z-prime from it; is positive meant?", remark.Text);
    }

    [Fact]
    public void Controls_OtherKinds_AreOneRemarkEachAndNoGuessFromAfar()
    {
        string[] remarks = [.. PlateMapControls.Remarks(Parse("well,control\nA01,vehicle\nA02,Vehicle\nA03,\nA04,+\nA05,blank\n")).Select(remark => remark.Text)];
        Assert.Equal(2, remarks.Length);
        Assert.StartsWith("control \"vehicle\" (2 wells, first A01) is neither", remarks[0]);
        Assert.DoesNotContain("meant", string.Concat(remarks));
    }

    [Fact]
    public void ContentHash_SameContentInAnotherForm_IsTheSame()
    {
        string hash = Parse("well,clone,control\nA01,x,positive\nA02,y,\n").ContentHash;
        Assert.Equal(hash, Parse("Control,WELL,clone\r\n,a2,\"y\"\r\npositive,A01,x\r\n").ContentHash);
        Assert.NotEqual(hash, Parse("well,clone,control\nA01,x,negative\nA02,y,\n").ContentHash);
        Assert.NotEqual(hash, Parse("well,clone,group\nA01,x,positive\nA02,y,\n").ContentHash);
        Assert.NotEqual(hash, Parse("well,clone,control\nA01,x,positive\nA02,y,\nA03,,\n").ContentHash);
    }

    [Fact]
    public void Design_DoseByColumnAndCloneByRow_AreTold()
    {
        PlateMap map = Parse("well,clone,dose,group\nA01,x,1,p\nA02,x,2,q\nB01,y,1,q\nB02,y,2,p\n");
        Assert.Equal(["clone"], PlateMapDesign.OfRows(map));
        Assert.Equal(["dose"], PlateMapDesign.OfColumns(map));
        Assert.Empty(PlateMapDesign.OfColumns(Parse("well,dose\nA01,1\nA02,1\nB01,1\nB02,1\n")));
    }

    private static PlateMap Parse(string text) => PlateMap.From(CsvTable.Parse(text, "wells.csv"));
}
