namespace CellCluster.Imaging;

/// <summary>What is wrong with an image file.</summary>
public enum ImageFault
{
    /// <summary>The file ends before the pixels that its header promises.</summary>
    Truncated,

    /// <summary>The content contradicts itself or fails its checksum.</summary>
    Corrupt,

    /// <summary>A legal file of a kind that is not read here.</summary>
    Unsupported,

    /// <summary>The header claims more pixels, bytes or pages than <see cref="ImageLimits"/> allow.</summary>
    TooLarge,

    /// <summary>Neither a TIFF nor a PNG.</summary>
    NotAnImage,

    /// <summary>The pixels are coloured, and one grey plane was asked for.</summary>
    Colour,
}

/// <summary>An image file cannot be read: says which file, what was found, what was expected and what to do.</summary>
/// <remarks>Trouble with the disk itself stays <see cref="IOException"/>, a missing file <see cref="FileNotFoundException"/>.</remarks>
public sealed class ImageFormatException : Exception
{
    /// <summary>An error with all its parts; the message is made of them.</summary>
    public ImageFormatException(string path, ImageFault code, string found, string expected, string advice, Exception? inner = null)
        : base($"{path}: {found}, expected {expected}; {advice}", inner)
    {
        Path = path;
        Code = code;
        Found = found;
        Expected = expected;
    }

    /// <summary>The file, or the name given for a stream.</summary>
    public string Path { get; }

    /// <summary>The kind of fault.</summary>
    public ImageFault Code { get; }

    /// <summary>What the file holds.</summary>
    public string Found { get; }

    /// <summary>What it should hold.</summary>
    public string Expected { get; }
}
