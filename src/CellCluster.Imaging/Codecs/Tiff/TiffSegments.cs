using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace CellCluster.Imaging;

/// <summary>Decodes the segments of one TIFF page.</summary>
internal abstract class TiffSegments : IDisposable
{
    public static TiffSegments Open(ImageSource source, TiffPage page) =>
        page.Scheme == TiffScheme.None && !page.LowBitsFirst ? new StoredSegments(source, page) : new LibTiffSegments(source, page);

    /// <summary>Fills <paramref name="target"/> with the bytes of segment <paramref name="index"/>, samples in the machine's byte order.</summary>
    public abstract void Decode(int index, Span<byte> target);

    public virtual void Dispose()
    {
    }

    // Uncompressed pixels go from the file into the plane in one read: a decoder between would copy every field twice.
    private sealed class StoredSegments(ImageSource source, TiffPage page) : TiffSegments
    {
        public override void Decode(int index, Span<byte> target)
        {
            source.ReadExactlyAt(page.Offsets[index], target, $"{(page.Tiled ? "tile" : "strip")} {index}");
            if (page.BigEndian == BitConverter.IsLittleEndian)
            {
                Swap(target);
            }
        }

        private void Swap(Span<byte> bytes)
        {
            if (page.Bits == 16)
            {
                Span<ushort> values = MemoryMarshal.Cast<byte, ushort>(bytes);
                BinaryPrimitives.ReverseEndianness(values, values);
            }
            else if (page.Bits == 32)
            {
                Span<uint> values = MemoryMarshal.Cast<byte, uint>(bytes);
                BinaryPrimitives.ReverseEndianness(values, values);
            }
        }
    }
}
