namespace CellCluster.Imaging;

/// <summary>Decodes the segments of one TIFF page.</summary>
internal abstract class TiffSegments : IDisposable
{
    public static TiffSegments Open(ImageSource source, TiffPage page) =>
        page.Scheme == TiffScheme.Jpeg ? new JpegSegments(source, page) : new StoredSegments(source, page);

    /// <summary>Fills <paramref name="target"/> with the bytes of segment <paramref name="index"/>, samples in the machine's byte order.</summary>
    public abstract void Decode(int index, Span<byte> target);

    public abstract void Dispose();
}
