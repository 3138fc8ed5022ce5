using CellCluster.Imaging;
using CellCluster.Plates;

namespace CellCluster.Pipeline;

/// <summary>Why a field gives no plane.</summary>
/// <param name="Code">The gap's code.</param>
/// <param name="Reason">For a person.</param>
public sealed record GapReason(GapCode Code, string Reason);

/// <summary>A raw plane, or why there is none.</summary>
/// <param name="Plane">Of byte, ushort or float as stored; the receiver drops it. Null for a gap.</param>
/// <param name="Gap">Null when there is a plane.</param>
public readonly record struct FieldReading(Plane? Plane, GapReason? Gap);

/// <summary>Reads the transmitted-light plane of one field and tells damaged input from a store that is away.</summary>
/// <remarks>
/// What is wrong with one file is a gap: the plate goes on. When the plate's folder itself cannot be reached nothing is known about the
/// field, so <see cref="PlateUnreachableException"/> says so and the plate pauses. Stateless.
/// </remarks>
/// <param name="plateFolder">The plate's folder.</param>
public sealed class FieldReader(string plateFolder)
{
    /// <summary>Reads a field's plane.</summary>
    /// <param name="field">Where it is.</param>
    /// <param name="size">The plate's (height, width); null: any, and a constant plane is let through.</param>
    /// <exception cref="PlateUnreachableException">The plate's folder is not there or does not answer.</exception>
    /// <exception cref="IOException">The disk fails at this file alone.</exception>
    public FieldReading Read(FieldSource field, (int Height, int Width)? size)
    {
        ArgumentNullException.ThrowIfNull(field);
        if (field.Path is null)
        {
            return Gap(GapCode.Missing, "the layout expects this field and there is no file for it");
        }
        try
        {
            if (size is { } expected)
            {
                ImageHeader header = ImageFile.ReadHeader(field.Path, field.Page);
                if ((header.Height, header.Width) != expected)
                {
                    return Gap(GapCode.WrongSize, $"{Name(field)}: read {header.Height}x{header.Width}, the plate's fields have {expected.Height}x{expected.Width}");
                }
            }
            Plane plane = ImageFile.Read(field.Path, field.Page);
            if (size is not null && IsConstant(plane))
            {
                plane.Dispose();
                return Gap(GapCode.Blank, $"{Name(field)}: every pixel has the same grey level: the shutter was closed or the lamp off");
            }
            if (plane is Plane<uint>)
            {
                plane.Dispose();
                return Gap(GapCode.Unreadable, $"{Name(field)}: found 32-bit integers, expected grey levels of 8 or 16 bits or float; is it a label image?");
            }
            return new FieldReading(plane, null);
        }
        catch (ImageFormatException error)
        {
            // Named below the plate's folder: the same plate gives the same manifest wherever it lies.
            return Gap(GapCode.Unreadable, $"{Name(field)}: {error.Found}, expected {error.Expected}");
        }
        catch (ArgumentOutOfRangeException error)
        {
            return Gap(GapCode.Unreadable, $"{Name(field)}: {error.Message}");
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            EnsureReachable(error);
            return Gap(GapCode.Missing, $"{Name(field)}: the file is not there any more");
        }
        catch (UnauthorizedAccessException error)
        {
            EnsureReachable(error);
            return Gap(GapCode.Unreadable, $"{Name(field)}: {error.Message}");
        }
        catch (IOException error)
        {
            // The folder is gone: it says nothing about the field. The folder is there: this file cannot be read, which counts to three.
            EnsureReachable(error);
            throw;
        }
    }

    /// <summary>True when the plate's folder can be listed.</summary>
    public bool IsReachable()
    {
        try
        {
            return Directory.EnumerateFileSystemEntries(plateFolder).Any();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private static FieldReading Gap(GapCode code, string reason) => new(null, new GapReason(code, reason));

    private string Name(FieldSource field) =>
        field.Page == 0 ? Path.GetRelativePath(plateFolder, field.Path!) : $"{Path.GetRelativePath(plateFolder, field.Path!)} page {field.Page}";

    /// <exception cref="PlateUnreachableException">The folder is gone.</exception>
    internal void EnsureReachable(Exception error)
    {
        if (!IsReachable())
        {
            throw new PlateUnreachableException(plateFolder, "the folder is not there or empty", error);
        }
    }

    private static bool IsConstant(Plane plane) => plane switch
    {
        Plane<byte> p => !p.Pixels.ContainsAnyExcept(p.Pixels[0]),
        Plane<ushort> p => !p.Pixels.ContainsAnyExcept(p.Pixels[0]),
        Plane<uint> p => !p.Pixels.ContainsAnyExcept(p.Pixels[0]),
        Plane<float> p => !p.Pixels.ContainsAnyExcept(p.Pixels[0]), // all-NaN differs from itself and is caught by its statistics
        _ => throw new NotSupportedException($"A field of {plane.PixelType} cannot be read."),
    };
}

/// <summary>The folder a plate is read from cannot be reached: the run pauses, no field is blamed.</summary>
public sealed class PlateUnreachableException(string folder, string fault, Exception? inner = null)
    : Exception($"plate folder {folder}: {fault}; the run pauses until it is back", inner)
{
    /// <summary>The folder.</summary>
    public string Folder { get; } = folder;
}

/// <summary>Results cannot be written: the run stops, no field is blamed, and it can be resumed.</summary>
public sealed class OutputUnavailableException(string path, string fault, Exception? inner = null)
    : Exception($"output {path}: {fault}", inner)
{
    /// <summary>The file or folder.</summary>
    public string Path { get; } = path;
}
