using CellCluster.Analysis;
using CellCluster.Imaging;
using CellCluster.Plates;

namespace CellCluster.Pipeline;

/// <summary>Writes the files of one field: predicted planes, label images, tables of objects and cells. Every file appears whole or not at all.
/// Stateless; thread-safe.</summary>
/// <param name="job">The field and what is asked for.</param>
/// <param name="output">Where to.</param>
public sealed class FieldWriter(AnalysisJob job, OutputFolder output)
{
    private TiffOptions Tiff => new() { PixelSizeUm = job.PixelSizeUm };

    /// <summary>Writes predicted planes.</summary>
    /// <returns>One file a plane.</returns>
    /// <exception cref="OutputUnavailableException">A file cannot be written.</exception>
    public List<FieldFile> WritePredicted(IReadOnlyList<Plane<float>> planes)
    {
        ArgumentNullException.ThrowIfNull(planes);
        return Write(() => planes.Select((plane, c) => output.WritePredicted(job.Key, job.Organelles[c], plane, Tiff)));
    }

    /// <summary>Writes label images.</summary>
    /// <returns>One file a plane; none when none was asked for.</returns>
    /// <exception cref="OutputUnavailableException">A file cannot be written.</exception>
    public List<FieldFile> WriteLabels(IReadOnlyList<MeasuredPlane> planes)
    {
        ArgumentNullException.ThrowIfNull(planes);
        return job.WriteLabels ? Write(() => planes.Select(plane => output.WriteLabels(job.Key, plane.Organelle, plane.Segmentation.Labels, Tiff))) : [];
    }

    /// <summary>Writes tables of objects and cells.</summary>
    /// <returns>The files; none when none was asked for.</returns>
    /// <exception cref="OutputUnavailableException">A file cannot be written.</exception>
    public List<FieldFile> WriteTables(FieldMeasurements measured)
    {
        ArgumentNullException.ThrowIfNull(measured);
        return job.WriteObjects ? Write(() => Tables(measured)) : [];
    }

    private IEnumerable<OutputFile> Tables(FieldMeasurements measured)
    {
        foreach (ObjectTable table in measured.Objects)
        {
            yield return output.WriteObjects(job.Key, table.Organelle, ObjectCsv.ObjectHeader + ObjectCsv.ObjectLines(job.PlateId, job.Key, table));
        }
        if (job.HasCells)
        {
            yield return output.WriteCells(job.Key, ObjectCsv.CellHeader + ObjectCsv.CellLines(job.PlateId, job.Key, measured.Cells));
        }
    }

    private List<FieldFile> Write(Func<IEnumerable<OutputFile>> files)
    {
        try
        {
            return [.. files().Select(file => new FieldFile(file.Path, file.ContentHash))];
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new OutputUnavailableException(output.Path, $"{job.Key}: {error.Message}; free space or restore the folder, then run the same command again", error);
        }
    }
}
