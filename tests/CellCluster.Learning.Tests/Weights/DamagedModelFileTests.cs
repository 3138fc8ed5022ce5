using System.Buffers.Binary;
using System.Text;
using System.Text.Json.Nodes;
using CellCluster.Analysis;
using CellCluster.Pipeline;

namespace CellCluster.Learning.Tests.Weights;

public sealed class DamagedModelFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly string _path;
    private readonly byte[] _good;

    public DamagedModelFileTests()
    {
        _path = _folder.File("m.safetensors");
        using var network = new UNet(Samples.Tiny, 1, seed: 3);
        ModelFile.Save(_path, network, Samples.Card(Samples.Tiny, Organelle.Nuclei), halfPrecision: false);
        _good = File.ReadAllBytes(_path);
    }

    [Fact]
    public void Load_WidthsOfAnotherCard_NamesTensorFoundAndExpected() =>
        Assert.Contains("down.0.conv1.weight: found (16, 1, 3, 3), the card says (32, 1, 3, 3)", Fault(Card(static card => card["network"]!["widths"] = new JsonArray(32, 32))), StringComparison.Ordinal);

    [Fact]
    public void Load_TensorUnderAnotherName_SaysItIsMissing() =>
        Assert.Contains("bottom.bn1.bias is missing; the card says (32)", Fault(Header(static header => Rename(header, "bottom.bn1.bias", "bottom.bn1.bios"))), StringComparison.Ordinal);

    [Fact]
    public void Load_ExtraTensor_IsNamed() =>
        Assert.Contains("extra is no tensor of the network", Fault(Header(static header => header["extra"] = Entry(EndOf(header), EndOf(header), 0))), StringComparison.Ordinal);

    [Fact]
    public void Load_Truncated_SaysHowMuchIsThere() => Assert.Contains("truncated", Fault(_good[..^10]), StringComparison.Ordinal);

    [Fact]
    public void Load_TrailingBytes_AreCounted() => Assert.Contains("3 bytes follow the last tensor", Fault([.. _good, 1, 2, 3]), StringComparison.Ordinal);

    [Theory]
    [InlineData(0)]
    [InlineData(7)]
    [InlineData(9)]
    [InlineData(500)]
    public void Load_CutAnywhereInTheHeader_IsAModelFileError(int length) => Fault(_good[..length]);

    [Fact]
    public void Load_AbsurdHeaderLength_IsRefusedBeforeMemoryIsTaken()
    {
        byte[] file = [.. _good];
        BinaryPrimitives.WriteUInt64LittleEndian(file, ulong.MaxValue / 2);
        Assert.Contains("the header claims", Fault(file), StringComparison.Ordinal);
    }

    [Fact]
    public void Load_HeaderThatIsNoJson_SaysSo()
    {
        byte[] file = [.. _good];
        file[8] = (byte)'x';
        Assert.Contains("not the JSON", Fault(file), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("{\"a\":1}")]
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"shape\":[1.5],\"data_offsets\":[0,4]}}")]
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"shape\":[-1],\"data_offsets\":[0,4]}}")]
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"shape\":[1]}}")]
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0]}}")]
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"shape\":[2147483647,2147483647,2147483647],\"data_offsets\":[0,4]}}")]
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[-4,0]}}")]
    [InlineData("{\"a\":{\"dtype\":\"I64\",\"shape\":[1],\"data_offsets\":[0,8]}}")]
    [InlineData("{\"__metadata__\":{\"cellcluster\":5}}")]
    [InlineData("{\"__metadata__\":[]}")]
    [InlineData("{}")]
    public void Load_ImpossibleHeader_IsAModelFileError(string json) => Fault(Assemble(Encoding.UTF8.GetBytes(json), new byte[8]));

    [Fact]
    public void Load_OverlappingTensors_AreRefused() =>
        Assert.Contains("inside the tensor before it", Fault(Header(static header => Move(header, "down.0.bn1.weight", "down.0.conv1.bias"))), StringComparison.Ordinal);

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.NegativeInfinity)]
    public void Load_WeightThatIsNoNumber_IsNamed(float value)
    {
        byte[] file = [.. _good];
        BinaryPrimitives.WriteSingleLittleEndian(file.AsSpan(file.Length - 4), value);
        Assert.Contains("a finite number is expected", Fault(file), StringComparison.Ordinal);
    }

    [Fact]
    public void Load_WithoutCard_SaysWhichKeyIsExpected() =>
        Assert.Contains("metadata key cellcluster is expected", Fault(Header(static header => header.Remove("__metadata__"))), StringComparison.Ordinal);

    [Theory]
    [InlineData("widths", "width 24 is not a multiple of 16")]
    [InlineData("organelle", "docs/formats/weights.md")]
    [InlineData("name", "docs/formats/weights.md")]
    [InlineData("pixelSizeUm", "the pixel size")]
    public void Load_WrongCard_SaysWhatIsWrong(string fault, string expected)
    {
        byte[] file = Card(card =>
        {
            switch (fault)
            {
                case "widths": card["network"]!["widths"] = new JsonArray(16, 24); break;
                case "organelle": card["outputs"]![0]!["organelle"] = "spleen"; break;
                case "name": card.Remove("name"); break;
                default: card["pixelSizeUm"] = -1; break;
            }
        });
        Assert.Contains(expected, Fault(file), StringComparison.Ordinal);
    }

    [Fact]
    public void Load_FileThatIsNotThere_IsAModelFileError() =>
        Assert.Contains("nowhere", Assert.Throws<ModelFileException>(() => ModelFile.Load(_folder.File("nowhere"))).Message, StringComparison.Ordinal);

    public void Dispose() => _folder.Dispose();

    private static int EndOf(JsonObject header) => header.Max(static pair => pair.Key == "__metadata__" ? 0 : (int)pair.Value!["data_offsets"]![1]!);

    private static JsonObject Entry(int begin, int end, int count) =>
        new() { ["dtype"] = "F32", ["shape"] = new JsonArray(count), ["data_offsets"] = new JsonArray(begin, end) };

    private static void Rename(JsonObject header, string from, string to)
    {
        JsonNode entry = header[from]!.DeepClone();
        header.Remove(from);
        header[to] = entry;
    }

    private static void Move(JsonObject header, string tensor, string onto) =>
        header[tensor]!["data_offsets"] = header[onto]!["data_offsets"]!.DeepClone();

    private static byte[] Assemble(byte[] header, ReadOnlySpan<byte> data)
    {
        byte[] length = new byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(length, (ulong)header.Length);
        return [.. length, .. header, .. data];
    }

    private byte[] Header(Action<JsonObject> change)
    {
        int length = (int)BinaryPrimitives.ReadUInt64LittleEndian(_good);
        JsonObject header = JsonNode.Parse(_good.AsSpan(8, length))!.AsObject();
        change(header);
        return Assemble(Encoding.UTF8.GetBytes(header.ToJsonString()), _good.AsSpan(8 + length));
    }

    private byte[] Card(Action<JsonObject> change) => Header(header =>
    {
        JsonObject card = JsonNode.Parse((string)header["__metadata__"]!["cellcluster"]!)!.AsObject();
        change(card);
        header["__metadata__"]!["cellcluster"] = card.ToJsonString();
    });

    private string Fault(byte[] file)
    {
        File.WriteAllBytes(_path, file);
        ModelFileException error = Assert.Throws<ModelFileException>(() => ModelFile.Load(_path));
        Assert.Equal(_path, error.Path);
        return error.Message;
    }
}
