using System.Buffers.Binary;
using System.Text.Json;

namespace CellCluster.Learning;

/// <summary>One tensor to write, with its values.</summary>
/// <param name="Name">Unique in the file.</param>
/// <param name="Shape">Slowest axis first; the product is the number of values.</param>
/// <param name="Values">Row-major.</param>
public sealed record NamedWeights(string Name, IReadOnlyList<long> Shape, float[] Values);

/// <summary>Writes safetensors files.</summary>
public static class SafetensorsWriter
{
    // The format asks for a header that ends on a multiple of 8, padded with spaces.
    private const int Alignment = 8;

    /// <summary>Writes the tensors in the given order, and the metadata.</summary>
    /// <remarks>The file appears under its name only when it is complete: written beside it, flushed to the disk, renamed.</remarks>
    /// <param name="path">Replaced when it exists.</param>
    /// <param name="tensors">Float16 rounds to nearest even; a finite value too large for it is an error.</param>
    /// <param name="metadata">Text by key.</param>
    /// <param name="type">Element type of all tensors.</param>
    /// <exception cref="ArgumentException">A value is not finite, or does not fit float16.</exception>
    public static void Write(string path, IReadOnlyList<NamedWeights> tensors, IReadOnlyDictionary<string, string> metadata, WeightType type)
    {
        ArgumentNullException.ThrowIfNull(tensors);
        byte[] header = Header(tensors, metadata, type);
        string temporary = path + ".partial";
        try
        {
            using (var file = new FileStream(temporary, FileMode.Create, FileAccess.Write, FileShare.None, 1 << 16))
            {
                Span<byte> length = stackalloc byte[8];
                BinaryPrimitives.WriteUInt64LittleEndian(length, (ulong)header.Length);
                file.Write(length);
                file.Write(header);
                foreach (NamedWeights tensor in tensors)
                {
                    file.Write(Encode(tensor, type));
                }
                file.Flush(flushToDisk: true);
            }
            File.Move(temporary, path, overwrite: true);
        }
        finally
        {
            File.Delete(temporary);
        }
    }

    private static byte[] Header(IReadOnlyList<NamedWeights> tensors, IReadOnlyDictionary<string, string> metadata, WeightType type)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteStartObject("__metadata__");
            foreach ((string key, string text) in metadata)
            {
                json.WriteString(key, text);
            }
            json.WriteEndObject();
            long at = 0;
            foreach (NamedWeights tensor in tensors)
            {
                json.WriteStartObject(tensor.Name);
                json.WriteString("dtype", type == WeightType.Float32 ? "F32" : "F16");
                json.WriteStartArray("shape");
                foreach (long size in tensor.Shape)
                {
                    json.WriteNumberValue(size);
                }
                json.WriteEndArray();
                json.WriteStartArray("data_offsets");
                json.WriteNumberValue(at);
                at += (long)tensor.Values.Length * SafetensorsEntry.BytesOf(type);
                json.WriteNumberValue(at);
                json.WriteEndArray();
                json.WriteEndObject();
            }
            json.WriteEndObject();
        }
        while (buffer.Length % Alignment != 0)
        {
            buffer.WriteByte((byte)' ');
        }
        return buffer.ToArray();
    }

    private static byte[] Encode(NamedWeights tensor, WeightType type)
    {
        byte[] bytes = new byte[(long)tensor.Values.Length * SafetensorsEntry.BytesOf(type)];
        for (int i = 0; i < tensor.Values.Length; i++)
        {
            float value = tensor.Values[i];
            if (!float.IsFinite(value) || (type == WeightType.Float16 && !Half.IsFinite((Half)value)))
            {
                throw new ArgumentException($"{tensor.Name}[{i}] is {value}; {(type == WeightType.Float16 ? "at most 65504 in size" : "a finite number")} is expected.", nameof(tensor));
            }
            if (type == WeightType.Float32)
            {
                BinaryPrimitives.WriteSingleLittleEndian(bytes.AsSpan(4 * i), value);
            }
            else
            {
                BinaryPrimitives.WriteHalfLittleEndian(bytes.AsSpan(2 * i), (Half)value);
            }
        }
        return bytes;
    }
}
