using System.Text.Json;

namespace CellCluster.Plates.Tests;

public sealed class RunRecordTests
{
    [Fact]
    public void Record_Written_HasFactsAndThroughput()
    {
        var record = new RunRecord
        {
            Plate = "P042",
            Batch = "b",
            Fingerprint = "f00d",
            Version = "0.1.0",
            StartedAt = new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero),
            EndedAt = new DateTimeOffset(2026, 1, 2, 3, 5, 5, TimeSpan.Zero),
            WallSeconds = 60,
            CpuSeconds = 110,
            FieldsThisRun = 6,
            PixelsThisRun = 24_000_000,
            Options = new SortedDictionary<string, string>(StringComparer.Ordinal) { ["tiling"] = "exact" },
        };
        using var stream = new MemoryStream();
        record.Write(stream);
        using JsonDocument json = JsonDocument.Parse(stream.ToArray());
        JsonElement root = json.RootElement;
        Assert.Equal("cellcluster.run/1", root.GetProperty("format").GetString());
        Assert.Equal(0.4, root.GetProperty("megapixelsPerSecond").GetDouble());
        Assert.Equal(360, root.GetProperty("fieldsPerHour").GetDouble());
        Assert.Equal("exact", root.GetProperty("options").GetProperty("tiling").GetString());
        Assert.Equal(Environment.ProcessorCount, root.GetProperty("machine").GetProperty("logicalProcessors").GetInt32());
        Assert.DoesNotContain(Environment.MachineName, root.GetProperty("machine").ToString());
    }
}
