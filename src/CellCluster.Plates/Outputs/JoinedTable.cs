using System.Security.Cryptography;
using System.Text;

namespace CellCluster.Plates;

/// <summary>Makes one table of the tables of fields: their header once, then their lines in the order given. Holds one file at a time.</summary>
public static class JoinedTable
{
    /// <summary>Writes the table.</summary>
    /// <param name="stream">Stays the caller's.</param>
    /// <param name="header">With its line end: every file begins with it.</param>
    /// <param name="output">Where the files lie.</param>
    /// <param name="files">Names and hashes of the tables of fields.</param>
    /// <returns>SHA-256 of the text, hex.</returns>
    /// <exception cref="IOException">A file is not there, or is not what was written: its hash differs.</exception>
    public static string Write(Stream stream, string header, OutputFolder output, IEnumerable<OutputFile> files)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(output);
        ArgumentNullException.ThrowIfNull(files);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        byte[] first = Encoding.UTF8.GetBytes(header);
        Append(first);
        foreach (OutputFile file in files)
        {
            byte[] bytes = File.ReadAllBytes(output.In(file.Path));
            if (Convert.ToHexStringLower(SHA256.HashData(bytes)) != file.ContentHash || !bytes.AsSpan().StartsWith(first))
            {
                throw new IOException($"{file.Path} is not what was written: its hash differs; --force labels the plate anew");
            }
            Append(bytes.AsSpan(first.Length));
        }
        return Convert.ToHexStringLower(hash.GetHashAndReset());

        void Append(ReadOnlySpan<byte> bytes)
        {
            stream.Write(bytes);
            hash.AppendData(bytes);
        }
    }
}
