using CellCluster.Analysis;
using CellCluster.Imaging;
using CellCluster.Plates;

namespace CellCluster.Pipeline;

/// <summary>Writes the files of one field: predicted planes, label images, tables of objects and cells. Stateless; thread-safe.</summary>
/// <param name="plan">Says what is written.</param>
/// <param name="output">Where to.</param>
public sealed class FieldWriter(RunPlan plan, OutputFolder output)
{
    /// <summary>Writes what was asked for. Every file appears whole or not at all.</summary>
    /// <param name="key">The field.</param>
    /// <param name="planes">Predicted planes with their objects.</param>
    /// <param name="measured">Their measurements.</param>
    /// <exception cref="OutputUnavailableException">A file cannot be written.</exception>
    public List<FieldFile> Write(FieldKey key, IReadOnlyList<MeasuredPlane> planes, FieldMeasurements measured)
    {
        ArgumentNullException.ThrowIfNull(planes);
        ArgumentNullException.ThrowIfNull(measured);
        var files = new List<FieldFile>();
        try
        {
            foreach (OutputFile file in Files(key, planes, measured))
            {
                files.Add(new FieldFile(file.Path, file.ContentHash));
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new OutputUnavailableException(output.Path, $"{key}: {error.Message}; free space or restore the folder, then run the same command again", error);
        }
        return files;
    }

    private IEnumerable<OutputFile> Files(FieldKey key, IReadOnlyList<MeasuredPlane> planes, FieldMeasurements measured)
    {
        var options = new TiffOptions { PixelSizeUm = plan.PixelSizeUm };
        foreach (MeasuredPlane plane in planes)
        {
            if (plan.Options.WritePredicted)
            {
                yield return output.WritePredicted(key, plane.Organelle, plane.Intensity, options);
            }
            if (plan.Options.WriteLabels)
            {
                yield return output.WriteLabels(key, plane.Organelle, plane.Segmentation.Labels, options);
            }
        }
        if (!plan.Options.WriteObjects)
        {
            yield break;
        }
        string plate = plan.Layout.PlateId;
        foreach (ObjectTable table in measured.Objects)
        {
            yield return output.WriteObjects(key, table.Organelle, ObjectCsv.ObjectHeader + ObjectCsv.ObjectLines(plate, key, table));
        }
        if (plan.HasCells)
        {
            yield return output.WriteCells(key, ObjectCsv.CellHeader + ObjectCsv.CellLines(plate, key, measured.Cells));
        }
    }
}
