using CsCheck;

namespace CellCluster.Plates.Tests;

public sealed class ImageXpressNamePropertyTests
{
    private static readonly Gen<WellId> s_well = Gen.Select(Gen.Int[0, 31], Gen.Int[0, 47], (row, column) => new WellId(row, column));
    private static readonly Gen<string> s_plate = OneOf("", "9987", "A01", "P_B02", "x_s1", "w1_A01_s2", "Plate 7", "é細胞", "2026-11-24", "a.b");

    [Fact]
    public void Name_WrittenAndParsed_GivesTheSame() =>
        Gen.Select(s_plate, s_well, Gen.Int[1, 200], Gen.Int[1, 9], Gen.Int[0, 1], OneOf(".tif", ".TIF", ".tiff"), (plate, well, site, wave, id, ending) => (plate, well, site, wave, id, ending))
            .Sample(name =>
            {
                string unique = name.id == 1 ? "5E6F0A1B-0123-4567-89AB-0123456789AB" : "";
                string text = $"{(name.plate.Length > 0 ? name.plate + "_" : "")}{name.well}_s{name.site}_w{name.wave}{unique}{name.ending}";
                ImageXpressName parsed = ImageXpressName.Parse(text)!;
                Assert.Equal(new ImageXpressName(name.plate, name.well, name.site, name.wave, null, false), parsed);
            }, seed: "0000000000001", iter: 2000);

    [Fact]
    public void Template_WrittenAndMatched_GivesTheSame() =>
        Gen.Select(s_well, Gen.Int[0, 999], Gen.Int[1, 12], (well, field, acquisition) => new FieldKey(acquisition, well, new FieldIndex(field)))
            .Sample(key =>
            {
                Assert.Equal(key, NameTemplate.Parse("run{acquisition}/{well}_f{field}_*.tif").Match($"run{key.Acquisition}/{key.Well}_f{key.Field}_a_b.tif")!.Key);
                string row = key.Well.ToString()[..^2];
                Assert.Equal(key.Well, NameTemplate.Parse("{row}-{column}.tif").Match($"{row}-{key.Well.Column + 1}.tif")!.Key.Well);
                Assert.Equal(key.Well, NameTemplate.Parse("r{row}c{column}*").Match($"r{key.Well.Row + 1:00}c{key.Well.Column + 1:00}f01.tiff")!.Key.Well);
            }, seed: "0000000000002", iter: 1000);

    [Theory]
    [InlineData("9987_B02.TIF", "9987", "B02", 1, 1, null, false)]
    [InlineData("9987_B02_s3.TIF", "9987", "B02", 3, 1, null, false)]
    [InlineData("B02_w2.tif", "", "B02", 1, 2, null, false)]
    [InlineData("P_AF48_s12_w3_z7.tif", "P", "AF48", 12, 3, 7, false)]
    [InlineData("Week1_22123_B02_s1_w1E9DA3F36-B7D4-4C1B-9A52-5F4A7D3A2C11.tif", "Week1_22123", "B02", 1, 1, null, false)]
    [InlineData("P_B02_s1_w1_thumb.TIF", "P", "B02", 1, 1, null, true)]
    [InlineData("P_B02_s1_thumbE9DA3F36-B7D4-4C1B-9A52-5F4A7D3A2C11.tif", "P", "B02", 1, 1, null, true)]
    public void Name_Known_IsUnderstood(string text, string plate, string well, int site, int wave, int? z, bool thumb) =>
        Assert.Equal(new ImageXpressName(plate, WellId.Parse(well), site, wave, z, thumb), ImageXpressName.Parse(text));

    [Theory]
    [InlineData("P_Z99_s1.tif")]
    [InlineData("overview.tif")]
    [InlineData("P_B02_s1_w1.txt")]
    [InlineData("P_B02_s1_w1")]
    public void Name_Other_IsNull(string text) => Assert.Null(ImageXpressName.Parse(text));

    private static Gen<string> OneOf(params string[] texts) => Gen.Int[0, texts.Length - 1].Select(i => texts[i]);
}
