using System.Text.Json;
using CellCluster.Analysis;
using CellCluster.Pipeline;

namespace CellCluster.Cli;

/// <summary>A JSON file that says how objects are found, per organelle (docs/formats/segmentation.md).</summary>
internal static class SegmentationFile
{
    /// <summary>Reads it.</summary>
    /// <exception cref="CliException">It cannot be read, is no such JSON, or an option is illegal; all illegal options are named.</exception>
    public static SegmentationOptions Read(string path)
    {
        try
        {
            SegmentationOptions options = LabelOptionsJson.ReadSegmentation(File.ReadAllText(path));
            return options.Faults() is { Count: > 0 } faults ? throw Fault(path, string.Join("; ", faults), "legal options") : options;
        }
        catch (JsonException fault)
        {
            throw Fault(path, fault.Message, """JSON such as { "nuclei": { "threshold": "local" } }""");
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw Fault(path, $"it cannot be read ({fault.Message})", "a JSON file");
        }
    }

    private static CliException Fault(string path, string found, string expected) =>
        new(ExitCode.BadUsage, $"segmentation options {path}: {found}; expected {expected}; correct the file");
}
