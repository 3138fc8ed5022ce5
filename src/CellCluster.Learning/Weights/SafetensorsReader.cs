using System.Buffers.Binary;
using CellCluster.Pipeline;

namespace CellCluster.Learning;

/// <summary>Reads tensors of a safetensors file as float32.</summary>
public sealed class SafetensorsReader : IDisposable
{
    private readonly FileStream _file;
    private readonly string _path;

    /// <summary>Opens the file and checks its header.</summary>
    /// <exception cref="ModelFileException">The file is not there, cannot be read, or is damaged.</exception>
    public SafetensorsReader(string path)
    {
        _path = path;
        try
        {
            _file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new ModelFileException(path, $"cannot be opened: {fault.Message}", fault);
        }
        try
        {
            Header = SafetensorsHeader.Read(_file, path);
        }
        catch
        {
            _file.Dispose();
            throw;
        }
    }

    /// <summary>Tensors and metadata.</summary>
    public SafetensorsHeader Header { get; }

    /// <summary>The values of one tensor, row-major; float16 is widened exactly.</summary>
    /// <exception cref="ModelFileException">A value is NaN or infinite, or the file changed while it was read.</exception>
    public float[] Read(SafetensorsEntry entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        byte[] bytes = new byte[entry.End - entry.Begin];
        try
        {
            _file.Position = Header.DataBegin + entry.Begin;
            _file.ReadExactly(bytes);
        }
        catch (IOException fault)
        {
            throw new ModelFileException(_path, $"{entry.Name} cannot be read: {fault.Message}", fault);
        }
        float[] values = new float[entry.ElementCount];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = entry.Type == WeightType.Float32
                ? BinaryPrimitives.ReadSingleLittleEndian(bytes.AsSpan(4 * i))
                : (float)BinaryPrimitives.ReadHalfLittleEndian(bytes.AsSpan(2 * i));
            if (!float.IsFinite(values[i]))
            {
                throw new ModelFileException(_path, $"{entry.Name}: value {i} is {values[i]}; a finite number is expected");
            }
        }
        return values;
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();
}
