using System.Text;
using System.Text.Json;

namespace CellCluster.Plates.Tests;

public sealed class ManifestWriterTests
{
    [Fact]
    public void Manifest_DoneAndGaps_SaysWhatBecameOfEachField()
    {
        using JsonDocument json = JsonDocument.Parse(Text([SampleFields.Done("A01", 1, 3, 0.5, "b", "a"), SampleFields.Gap("A01", 2), SampleFields.Gap("B01", 1, "blank", "constant")]));
        JsonElement root = json.RootElement;
        Assert.Equal("cellcluster.manifest/1", root.GetProperty("format").GetString());
        Assert.Equal("complete-with-gaps", root.GetProperty("state").GetString());
        Assert.Equal("""{"done":1,"expected":3,"gapCodes":{"blank":1,"missing":1},"gaps":2}""", Compact(root.GetProperty("summary")));
        JsonElement first = root.GetProperty("fields")[0];
        Assert.Equal("""{"labels/A01_f01_nuclei.tif":"bb","predicted/A01_f01_nuclei.tif":"aa"}""", Compact(first.GetProperty("files")));
        Assert.Equal("""["a","b"]""", Compact(first.GetProperty("flags")));
        Assert.Equal(ContentHash.OfText(SampleFields.Table().Lines(SampleFields.Done("A01", 1, 3, 0.5, "b", "a"))), first.GetProperty("metrics").GetString());
        Assert.Equal("blank", root.GetProperty("fields")[2].GetProperty("gapCode").GetString());
    }

    [Fact]
    public void Manifest_Keys_AreSortedOnEveryLevel()
    {
        using JsonDocument json = JsonDocument.Parse(Text([SampleFields.Done("A01", 1, 3), SampleFields.Gap("A01", 2)]));
        Check(json.RootElement);

        static void Check(JsonElement element)
        {
            if (element.ValueKind == JsonValueKind.Object)
            {
                string[] names = [.. element.EnumerateObject().Select(property => property.Name)];
                Assert.Equal(names.Order(StringComparer.Ordinal), names);
                Assert.All(element.EnumerateObject(), property => Check(property.Value));
            }
            else if (element.ValueKind == JsonValueKind.Array)
            {
                Assert.All(element.EnumerateArray(), Check);
            }
        }
    }

    [Fact]
    public void Manifest_OtherOrderOfListsInFields_GivesTheSameBytes()
    {
        FieldRow field = SampleFields.Done("A01", 1, 3, 0.5, "b", "a");
        FieldRow turned = field with { Flags = [.. field.Flags.Reverse()], Files = [.. field.Files.Reverse()], Organelles = [.. field.Organelles.Reverse()] };
        Assert.Equal(Text([field]), Text([turned]));
    }

    [Fact]
    public void Manifest_States_FollowTheFields()
    {
        Assert.Contains("\"state\": \"complete\",", Text([SampleFields.Done("A01", 1, 3)]));
        Assert.Contains("\"state\": \"running\",", Text([new FieldRow { Key = SampleFields.Key("A01", 1), Status = FieldStatus.Open }]));
    }

    [Fact]
    public void Manifest_FieldsOutOfOrder_IsRefused() =>
        Assert.Throws<ArgumentException>(() => Text([SampleFields.Done("A02", 1, 3), SampleFields.Done("A01", 1, 3)]));

    [Fact]
    public void Manifest_NonAsciiReason_StaysReadable()
    {
        string text = Text([SampleFields.Gap("A01", 1, "unreadable", "Grüße 細胞 \"x\" <b>")]);
        Assert.Contains("Grüße 細胞", text);
        using JsonDocument json = JsonDocument.Parse(text);
        Assert.Equal("Grüße 細胞 \"x\" <b>", json.RootElement.GetProperty("fields")[0].GetProperty("reason").GetString());
    }

    private static string Compact(JsonElement element) => JsonSerializer.Serialize(element);

    private static string Text(FieldRow[] fields)
    {
        using var stream = new MemoryStream();
        using var manifest = new ManifestWriter(stream, SampleFields.Table(), new ManifestHeader("f00d", "demo-dic 1.0", 1));
        foreach (FieldRow field in fields)
        {
            manifest.Add(field);
        }
        manifest.Complete(new Dictionary<string, string>(StringComparer.Ordinal) { ["well_metrics.csv"] = "2", ["metrics.csv"] = "1" });
        return Encoding.UTF8.GetString(stream.ToArray());
    }
}
