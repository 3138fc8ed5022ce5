using System.Globalization;

namespace CellCluster.Samples.Subscriber;

/// <summary>Keeps the sequence of the last handled event in a file.</summary>
/// <param name="path">The file; made at the first write.</param>
internal sealed class CursorFile(string path)
{
    /// <summary>The last sequence; 0 when there is none yet.</summary>
    /// <exception cref="FormatException">The file holds something else.</exception>
    public long Read()
    {
        if (!File.Exists(path))
        {
            return 0;
        }
        string text = File.ReadAllText(path).Trim();
        return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long last)
            ? last
            : throw new FormatException($"cursor file {path}: found '{text}', expected the sequence of an event; correct it, or delete it to hear everything again");
    }

    /// <summary>Keeps a sequence: written beside, then renamed, so that a crash leaves the old one or the new one.</summary>
    public void Write(long sequence)
    {
        File.WriteAllText(path + ".new", sequence.ToString(CultureInfo.InvariantCulture));
        File.Move(path + ".new", path, overwrite: true);
    }
}
