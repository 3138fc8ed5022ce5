using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace CellCluster.Plates;

/// <summary>How a run went: <c>run.json</c> (docs/formats/run.md). Facts of this run and machine; no part of what is reproducible.</summary>
public sealed record RunRecord
{
    private static readonly JsonSerializerOptions s_json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        NumberHandling = System.Text.Json.Serialization.JsonNumberHandling.AllowNamedFloatingPointLiterals,
    };

    /// <summary>cellcluster.run/1.</summary>
    public string Format { get; init; } = "cellcluster.run/1";

    /// <summary>The plate.</summary>
    public required string Plate { get; init; }

    /// <summary>The batch.</summary>
    public required string Batch { get; init; }

    /// <summary>Identity of the run.</summary>
    public required string Fingerprint { get; init; }

    /// <summary>Parts of the fingerprint.</summary>
    public IReadOnlyDictionary<string, string> FingerprintParts { get; init; } = new SortedDictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Version of CellCluster.</summary>
    public required string Version { get; init; }

    /// <summary>When this process began with the plate.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>When it was complete.</summary>
    public required DateTimeOffset EndedAt { get; init; }

    /// <summary>Seconds between, by the monotonic clock.</summary>
    public required double WallSeconds { get; init; }

    /// <summary>Processor seconds of this process for the plate.</summary>
    public required double CpuSeconds { get; init; }

    /// <summary>Seconds by part of the work (network, segmentation, reading, writing, …), summed over threads.</summary>
    public IReadOnlyDictionary<string, double> SecondsByPart { get; init; } = new SortedDictionary<string, double>(StringComparer.Ordinal);

    /// <summary>Fields that this process worked on; fewer than the plate's when it went on with an earlier run.</summary>
    public required int FieldsThisRun { get; init; }

    /// <summary>Raw pixels of those fields.</summary>
    public required long PixelsThisRun { get; init; }

    /// <summary>Millions of raw pixels per second.</summary>
    public double MegapixelsPerSecond => WallSeconds > 0 ? PixelsThisRun / 1e6 / WallSeconds : 0;

    /// <summary>Fields per hour.</summary>
    public double FieldsPerHour => WallSeconds > 0 ? FieldsThisRun * 3600.0 / WallSeconds : 0;

    /// <summary>Largest memory of the process, bytes.</summary>
    public long PeakMemoryBytes { get; init; }

    /// <summary>Lanes that worked.</summary>
    public int Lanes { get; init; }

    /// <summary>In a cluster: fields settled by each lane of the silos that worked on the plate; empty in a run of one machine. Processor seconds, memory and
    /// machine are then those of the silo that ended the plate.</summary>
    public IReadOnlyDictionary<string, int> FieldsByLane { get; init; } = new SortedDictionary<string, int>(StringComparer.Ordinal);

    /// <summary>The machine.</summary>
    public MachineFacts Machine { get; init; } = MachineFacts.OfThisMachine();

    /// <summary>Model name, version, modality, weights hash and what else identifies it.</summary>
    public IReadOnlyDictionary<string, string> Model { get; init; } = new SortedDictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Every option as it was used.</summary>
    public IReadOnlyDictionary<string, string> Options { get; init; } = new SortedDictionary<string, string>(StringComparer.Ordinal);

    /// <summary>The plate map that tables and report were made with (<see cref="PlateMap.ContentHash"/>); null where there was none.</summary>
    public string? PlateMap { get; init; }

    /// <summary>What was noticed about the plate.</summary>
    public IReadOnlyList<LayoutRemark> Remarks { get; init; } = [];

    /// <summary>Reads a record; null where there is none or the file is damaged.</summary>
    public static RunRecord? Find(string path)
    {
        if (!File.Exists(path))
        {
            return null;
        }
        try
        {
            using FileStream file = File.OpenRead(path);
            return JsonSerializer.Deserialize<RunRecord>(file, s_json);
        }
        catch (JsonException)
        {
            return null; // nothing rests on it: it is written anew
        }
    }

    /// <summary>Writes it as JSON.</summary>
    public void Write(Stream stream)
    {
        JsonSerializer.Serialize(stream, this, s_json);
        stream.Write("\n"u8);
    }
}

/// <summary>The machine a run was made on.</summary>
/// <param name="OperatingSystem">Name and version.</param>
/// <param name="Architecture">x64, arm64.</param>
/// <param name="Processor">Model name, where the system tells it.</param>
/// <param name="LogicalProcessors">That this process may use.</param>
/// <param name="MemoryBytes">That this process may use.</param>
/// <param name="Runtime">.NET version.</param>
public sealed record MachineFacts(string OperatingSystem, string Architecture, string Processor, int LogicalProcessors, long MemoryBytes, string Runtime)
{
    /// <summary>Asks the system. No host name and no user: the record travels with the results.</summary>
    public static MachineFacts OfThisMachine() => new(
        RuntimeInformation.OSDescription,
        RuntimeInformation.ProcessArchitecture.ToString().ToLower(CultureInfo.InvariantCulture),
        ProcessorName(),
        Environment.ProcessorCount,
        GC.GetGCMemoryInfo().TotalAvailableMemoryBytes,
        RuntimeInformation.FrameworkDescription);

    private static string ProcessorName()
    {
        const string table = "/proc/cpuinfo";
        string? line = File.Exists(table) ? File.ReadLines(table).FirstOrDefault(text => text.StartsWith("model name", StringComparison.Ordinal)) : null;
        return line is null ? "unknown" : line[(line.IndexOf(':') + 1)..].Trim();
    }
}
