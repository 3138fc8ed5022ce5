namespace CellCluster.Plates.Tests.Comparison;

public sealed class ComparisonCsvTests
{
    [Fact]
    public void Fields_DoneAndGap_HaveEveryColumnOfTheHeader()
    {
        ComparisonTable table = SampleComparison.Table;
        CsvTable read = CsvTable.Parse(ComparisonCsv.FieldsHeader(table) + ComparisonCsv.FieldLine(SampleComparison.Field(1)) + ComparisonCsv.GapLine(table, SampleComparison.Gaps[0]), "fields.csv");

        Assert.Equal(["B01_f02.tif", "B01", "2", "done", "0.901", "1", "2", "1", "0.4", "minimum", "local", "22", "21", "", "1"], Values(read.Rows[0], "file", "well", "field", "state", "pixel_pearson",
            "true_positives", "false_positives", "false_negatives", "f1_50", "threshold_method_predicted", "threshold_method_stained", "object_count_predicted", "object_count_stained", "empty_predicted", "empty_stained"));
        Assert.Equal(["Z\"9,<b>.tif", "", "gap", "wrong-size", ""], Values(read.Rows[1], "file", "well", "state", "gap_code", "empty_stained"));

        string[] Values(CsvRow row, params string[] columns)
        {
            read.Require(columns);
            return [.. columns.Select(column => read.Value(row, column))];
        }
    }

    [Fact]
    public void Fields_GapOfAFileThatNamesItsPlace_HasWellAndField()
    {
        ComparisonTable table = SampleComparison.Table;
        string line = ComparisonCsv.GapLine(table, new ComparisonGap("B03_f07.tif", "unreadable", "cut off") { Well = new WellId(1, 2), Field = new FieldIndex(7) });
        Assert.StartsWith("B03_f07.tif,B03,7,gap,unreadable,cut off,", line, StringComparison.Ordinal);
    }

    [Fact]
    public void Objects_OfAField_HaveIdsOverlapAndBothNumbers()
    {
        ComparisonTable table = SampleComparison.Table;
        string[] lines = (ComparisonCsv.ObjectsHeader(table) + ComparisonCsv.ObjectLines(SampleComparison.Field(0), SampleComparison.Objects(0))).Split('\n');

        Assert.Equal("file,well,field,predicted_id,stained_id,iou,area_px_predicted,area_px_stained,texture_entropy_predicted,texture_entropy_stained", lines[0]);
        Assert.Equal("B01_f01.tif,B01,1,2,6,0.75,51,52,2.9,3.1", lines[2]);
        Assert.Equal(5, lines.Length); // header, three objects, the end
    }

    [Fact]
    public void Agreement_Sample_HasARowPerMetricWithIntervals()
    {
        CsvTable read = CsvTable.Parse(ComparisonCsv.Agreement(SampleComparison.Summary()), "agreement.csv");

        Assert.Equal(["object_count", "mean_intensity", "empty", "area_px", "texture_entropy"], read.Rows.Select(row => read.Value(row, "metric")));
        Assert.Equal(["field", "field", "field", "object", "object"], read.Rows.Select(row => read.Value(row, "level")));
        CsvRow count = read.Rows[0];
        Assert.Equal(("16", "0", "8", ""), (read.Value(count, "n"), read.Value(count, "left_out_count"), read.Value(count, "well_count"), read.Value(count, "note")));
        Assert.True(Number("bias_low") <= Number("bias") && Number("bias") <= Number("bias_high"));
        Assert.Equal(("0", "16", "too few pairs"), (read.Value(read.Rows[2], "n"), read.Value(read.Rows[2], "left_out_count"), read.Value(read.Rows[2], "note")));

        double Number(string column) => double.Parse(read.Value(count, column));
    }

    [Fact]
    public void Detection_Sample_HasARowPerThresholdAndTheMean()
    {
        ComparisonSummary summary = SampleComparison.Summary();
        CsvTable read = CsvTable.Parse(ComparisonCsv.Detection(summary.Detection), "detection.csv");

        Assert.Equal(["0.5", "0.55", "0.6", "0.65", "0.7", "0.75", "0.8", "0.85", "0.9", "0.95", "mean"], read.Rows.Select(row => read.Value(row, "iou")));
        Assert.Equal(summary.Detection.MeanF1.Value, double.Parse(read.Value(read.Rows[^1], "f1")));
    }

    [Fact]
    public void Errors_Sample_AreMeansOfTheFieldsThatHaveThem()
    {
        CsvTable read = CsvTable.Parse(ComparisonCsv.Errors(SampleComparison.Summary()), "errors.csv");
        Assert.Equal(["pixel_pearson 16", "pixel_nrmse 16", "texture_error 15"], read.Rows.Select(row => $"{read.Value(row, "metric")} {read.Value(row, "n")}"));
        Assert.Equal(("0.5", "0.5", "0.5"), (read.Value(read.Rows[2], "mean"), read.Value(read.Rows[2], "mean_low"), read.Value(read.Rows[2], "mean_high")));
    }

    [Fact]
    public void Sample_MoreObjectsThanAreKept_KeepsEverySecond()
    {
        var sample = new ObjectSample();
        ComparedObject[] objects = SampleComparison.Objects(0);
        for (int i = 0; i < 20_000; i++)
        {
            sample.Add(i, objects);
        }

        Assert.Equal(60_000, sample.AddedCount);
        Assert.Equal(30_000, sample.Kept.Count);
        Assert.Equal([0, 0, 1, 2, 2, 3], sample.Kept.Take(6).Select(kept => kept.Cluster));
    }
}
