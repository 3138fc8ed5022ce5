namespace CellCluster.Imaging;

/// <summary>The byte runs of TIFF 6.0, section 9.</summary>
internal static class PackBits
{
    /// <summary>Fills <paramref name="target"/> as far as the data goes.</summary>
    /// <returns>How many bytes were written.</returns>
    public static int Decode(ReadOnlySpan<byte> data, Span<byte> target)
    {
        int at = 0;
        int written = 0;
        while (written < target.Length && at < data.Length)
        {
            int head = (sbyte)data[at++];
            if (head >= 0)
            {
                int count = Math.Min(Math.Min(head + 1, target.Length - written), data.Length - at);
                data.Slice(at, count).CopyTo(target[written..]);
                at += head + 1;
                written += count;
            }
            else if (head != -128 && at < data.Length)
            {
                int count = Math.Min(1 - head, target.Length - written);
                target.Slice(written, count).Fill(data[at++]);
                written += count;
            }
        }
        return written;
    }
}
