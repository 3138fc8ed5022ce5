using System.Text;
using System.Text.Json;
using CellCluster.Plates;

namespace CellCluster.Pipeline;

/// <summary>The durable truth of a segmented folder: <c>segment.journal</c> in the output folder (docs/formats/segment.md).</summary>
/// <remarks>
/// A header line, then per image one line of JSON and the bytes of its object lines, appended and flushed to the disk when the image is done. What
/// a killed process left half-written at the end is cut off. The file is open for one process at a time. Holds a place in the file per image, never
/// its rows. Not thread-safe.
/// </remarks>
public sealed class ImageJournal : IDisposable
{
    /// <summary>The file's name.</summary>
    public const string FileName = "segment.journal";

    private const string Format = "cellcluster.segment/1";
    private const string Start = $"{{\"format\":\"{Format}\"";
    private static readonly JsonSerializerOptions s_json = new(JsonSerializerDefaults.Web);
    private readonly FileStream _file;
    private readonly Dictionary<string, (ImageRecord Record, long ObjectsAt)> _records = new(StringComparer.Ordinal);
    private Header? _header;
    private long _end;

    private sealed record Header(string Format, SortedDictionary<string, string> Parts, SurveyRecord? Survey = null, string? Folder = null);

    // An image that is not in the folder any more: what is known of it no longer counts.
    private sealed record Gone(string Name, bool IsGone);

    private ImageJournal(FileStream file) => _file = file;

    /// <summary>Opens the journal of a folder, or begins one.</summary>
    /// <param name="output">The output folder.</param>
    /// <exception cref="OutputFolderException">Another process has it open.</exception>
    public static ImageJournal Open(OutputFolder output)
    {
        ArgumentNullException.ThrowIfNull(output);
        FileStream file;
        try
        {
            // Without a buffer: one would be flushed once more by Dispose, whose error hides that of a full disk.
            file = new FileStream(output.In(FileName), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 0);
        }
        catch (IOException error) when (File.Exists(output.In(FileName)))
        {
            throw new OutputFolderException(output.Path, $"{FileName} in use by another process ({error.Message})", "a folder that no other run writes to", "wait for the other run, or choose another --out", error);
        }
        var journal = new ImageJournal(file);
        journal.Load(new BufferedStream(file, 1 << 16));
        return journal;
    }

    /// <summary>Begins where there is nothing, else makes sure that what is there was made in the same way.</summary>
    /// <param name="output">The output folder, for the error.</param>
    /// <param name="parts">What results depend on.</param>
    /// <param name="folder">The folder of the images, absolute: what a new journal says.</param>
    /// <exception cref="OutputFolderException">It was made with other options, or is no journal; the differences are named.</exception>
    public void Require(OutputFolder output, IReadOnlyDictionary<string, string> parts, string? folder = null)
    {
        ArgumentNullException.ThrowIfNull(output);
        ArgumentNullException.ThrowIfNull(parts);
        if (_file.Length == 0)
        {
            Restart(parts, survey: null, folder);
            return;
        }
        if (_header is null)
        {
            throw new OutputFolderException(output.Path, $"{FileName} of another kind or damaged", $"one of format {Format}", "choose another --out, or --force to start anew");
        }
        string[] different = [.. parts.Where(part => _header.Parts.GetValueOrDefault(part.Key) != part.Value).Select(part => part.Key)];
        if (different.Length > 0)
        {
            throw new OutputFolderException(
                output.Path,
                $"results made with {string.Join(", ", different.Select(name => $"{name} {_header.Parts.GetValueOrDefault(name) ?? "unknown"}"))}",
                string.Join(", ", different.Select(name => $"{name} {parts[name]}")),
                "give the same options, use another --out, or --force to start anew");
        }
    }

    /// <summary>Makes sure that the results are those of this folder, or of one that was moved here: names alone do not tell, as most folders have an <c>A01.tif</c>.</summary>
    /// <param name="output">The output folder, for the error.</param>
    /// <param name="folder">The folder of the images, absolute.</param>
    /// <param name="images">Its images.</param>
    /// <exception cref="OutputFolderException">They are of another folder: it is still there, or no image is the same file.</exception>
    public void RequireFolder(OutputFolder output, string folder, IReadOnlyList<SetImage> images)
    {
        ArgumentNullException.ThrowIfNull(output);
        ArgumentNullException.ThrowIfNull(images);
        if (IsOf(folder) || !Records.Any(record => record.IsDone))
        {
            return;
        }
        bool isMoved = !Directory.Exists(Folder) && images.Any(image => Find(image.Name) is { IsDone: true } known && known.Length == image.Length && known.ModifiedTicks == image.ModifiedTicks);
        if (!isMoved)
        {
            throw new OutputFolderException(output.Path, $"results of other images, those of {Folder}", $"results of {folder}, or none", "use another --out, or --force to start anew");
        }
    }

    /// <summary>Whether the results are those of this folder; also where the journal does not say.</summary>
    public bool IsOf(string folder) => Folder is null || Folder == folder;

    private string? Folder => _header?.Folder;

    /// <summary>Forgets everything and begins anew.</summary>
    /// <param name="parts">What results depend on.</param>
    /// <param name="survey">What the images share; null where nothing.</param>
    /// <param name="folder">The folder of the images, absolute.</param>
    /// <exception cref="IOException">The disk is full or away.</exception>
    public void Restart(IReadOnlyDictionary<string, string> parts, SurveyRecord? survey = null, string? folder = null)
    {
        _records.Clear();
        _header = new Header(Format, new SortedDictionary<string, string>(parts.ToDictionary(StringComparer.Ordinal), StringComparer.Ordinal), survey, folder);
        _file.SetLength(0);
        _end = 0;
        Write([.. JsonSerializer.SerializeToUtf8Bytes(_header, s_json), (byte)'\n']);
    }

    /// <summary>What the images of the records share; null where nothing.</summary>
    public SurveyRecord? Survey => _header?.Survey;

    /// <summary>Nothing is in it yet.</summary>
    public bool IsNew => _file.Length == 0;

    /// <summary>All records.</summary>
    public IEnumerable<ImageRecord> Records => _records.Values.Select(entry => entry.Record);

    /// <summary>What is known of an image; null where nothing is.</summary>
    public ImageRecord? Find(string name) => _records.TryGetValue(name, out (ImageRecord Record, long ObjectsAt) entry) ? entry.Record : null;

    /// <summary>Adds or replaces what is known of an image; it is on the disk when this returns.</summary>
    /// <exception cref="IOException">The disk is full or away.</exception>
    public void Append(ImageRecord record)
    {
        ArgumentNullException.ThrowIfNull(record);
        record = record with { ObjectByteCount = record.ObjectLines.Length };
        byte[] head = [.. JsonSerializer.SerializeToUtf8Bytes(record, s_json), (byte)'\n'];
        long objectsAt = _end + head.Length;
        Write([.. head, .. record.ObjectLines.Span, (byte)'\n']);
        _records[record.Name] = (record with { ObjectLines = default }, objectsAt);
    }

    /// <summary>Forgets images that are gone, in the file too: another image may take the name of their results.</summary>
    /// <exception cref="IOException">The disk is full or away.</exception>
    public void Bury(IReadOnlyCollection<string> names)
    {
        ArgumentNullException.ThrowIfNull(names);
        if (names.Count == 0)
        {
            return;
        }
        Write([.. names.SelectMany(name => (byte[])[.. JsonSerializer.SerializeToUtf8Bytes(new Gone(name, IsGone: true), s_json), (byte)'\n'])]);
        foreach (string name in names)
        {
            _records.Remove(name);
        }
    }

    private void Write(byte[] bytes)
    {
        try
        {
            _file.Position = _end;
            _file.Write(bytes);
            _file.Flush(flushToDisk: true);
        }
        catch (ArgumentOutOfRangeException error)
        {
            throw new IOException("the file may not grow any more: a quota or the largest file of the file system", error); // how .NET says EFBIG
        }
        _end += bytes.Length;
    }

    /// <summary>Forgets an image in memory; its lines stay in the file, where a newer record or none counts.</summary>
    public void Forget(string name) => _records.Remove(name);

    /// <summary>Copies an image's lines of objects.csv.</summary>
    public void CopyObjectLines(string name, Stream target)
    {
        ArgumentNullException.ThrowIfNull(target);
        (ImageRecord record, long at) = _records[name];
        byte[] lines = new byte[record.ObjectByteCount];
        _file.Position = at;
        _file.ReadExactly(lines);
        target.Write(lines);
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    private void Load(BufferedStream reader)
    {
        byte[] start = new byte[Start.Length];
        int count = reader.ReadAtLeast(start, start.Length, throwOnEndOfStream: false);
        if (!Start.StartsWith(Encoding.Latin1.GetString(start, 0, count), StringComparison.Ordinal))
        {
            return; // somebody else's
        }
        reader.Position = 0;
        string? first = ReadLine(reader);
        if (first is null)
        {
            _file.SetLength(0); // new, or killed while the first line was written
            return;
        }
        if (Parse<Header>(first) is not { Format: Format } header)
        {
            return;
        }
        _header = header;
        _end = reader.Position;
        while (ReadLine(reader) is { } line)
        {
            if (Parse<Gone>(line) is { IsGone: true, Name: { } gone })
            {
                _records.Remove(gone);
                _end = reader.Position;
                continue;
            }
            if (Parse<ImageRecord>(line) is not { } record)
            {
                break;
            }
            long objectsAt = reader.Position;
            reader.Position += record.ObjectByteCount;
            if (reader.Position >= _file.Length || reader.ReadByte() != '\n')
            {
                break; // killed while it was written: as if it had not begun
            }
            _records[record.Name] = (record, objectsAt);
            _end = reader.Position;
        }
        _file.SetLength(_end);
    }

    // A whole line without its end; null at the end of the file and for a line that is cut off.
    private static string? ReadLine(BufferedStream reader)
    {
        var bytes = new List<byte>();
        for (int next = reader.ReadByte(); next >= 0; next = reader.ReadByte())
        {
            if (next == '\n')
            {
                return Encoding.UTF8.GetString([.. bytes]);
            }
            bytes.Add((byte)next);
        }
        return null;
    }

    private static T? Parse<T>(string line)
        where T : class
    {
        try
        {
            return JsonSerializer.Deserialize<T>(line, s_json);
        }
        catch (JsonException)
        {
            return null; // cut off or overwritten: whoever reads treats it as the end
        }
    }
}
