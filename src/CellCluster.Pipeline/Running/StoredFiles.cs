using System.Security.Cryptography;
using CellCluster.Imaging;
using CellCluster.Plates;

namespace CellCluster.Pipeline;

/// <summary>Checks files of a field against the hashes that were reported for them.</summary>
public static class StoredFiles
{
    /// <summary>Reads every file; what is wrong with the first that differs, or null when all are what they are said to be.</summary>
    public static string? FindFault(OutputFolder output, IEnumerable<FieldFile> files)
    {
        ArgumentNullException.ThrowIfNull(output);
        ArgumentNullException.ThrowIfNull(files);
        foreach (FieldFile file in files)
        {
            try
            {
                if (HashOf(output.In(file.Path)) != file.ContentHash)
                {
                    return $"{file.Path} is not what was reported: its hash differs";
                }
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException or ImageFormatException)
            {
                return $"{file.Path} cannot be read: {error.Message}";
            }
        }
        return null;
    }

    private static string HashOf(string path)
    {
        if (Path.GetExtension(path) != ".tif")
        {
            return Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(path)));
        }
        using Plane plane = ImageFile.Read(path);
        return ContentHash.Of(plane);
    }
}
