namespace CellCluster.Imaging;

/// <summary>The TIFF tags that decide how pixels are stored (TIFF 6.0, section 8).</summary>
internal enum TiffTags : ushort
{
    ImageWidth = 256,
    ImageLength = 257,
    BitsPerSample = 258,
    Compression = 259,
    PhotometricInterpretation = 262,
    FillOrder = 266,
    ImageDescription = 270,
    Make = 271,
    StripOffsets = 273,
    SamplesPerPixel = 277,
    RowsPerStrip = 278,
    StripByteCounts = 279,
    XResolution = 282,
    YResolution = 283,
    PlanarConfiguration = 284,
    ResolutionUnit = 296,
    Predictor = 317,
    ColorMap = 320,
    TileWidth = 322,
    TileLength = 323,
    TileOffsets = 324,
    TileByteCounts = 325,
    ExtraSamples = 338,
    SampleFormat = 339,
}

/// <summary>How the numbers of a pixel are meant.</summary>
internal enum TiffPhotometric
{
    MinIsWhite = 0,
    MinIsBlack = 1,
    Rgb = 2,
    Palette = 3,
    YCbCr = 6,
}

/// <summary>How the numbers of a pixel are stored.</summary>
internal enum TiffSampleFormat
{
    Unsigned = 1,
    Signed = 2,
    Float = 3,
}
