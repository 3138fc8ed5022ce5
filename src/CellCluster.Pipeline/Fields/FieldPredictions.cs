using CellCluster.Imaging;
using CellCluster.Plates;

namespace CellCluster.Pipeline;

/// <summary>A predicted plane in a file: what goes to another silo instead of pixels.</summary>
/// <param name="Path">Absolute, as every silo sees it.</param>
/// <param name="ContentHash">Hash of its decoded content.</param>
public sealed record StoredPlane(string Path, string ContentHash);

/// <summary>The predictions of one field on their way to analysis: here by reference, elsewhere by their files.</summary>
/// <remarks>Where the plate writes predicted planes these are the files; where it does not, files under temporary names are written when somebody
/// asks and taken away when this is disposed.</remarks>
/// <param name="job">What analysis takes besides.</param>
/// <param name="planes">One a organelle; stay the caller's.</param>
/// <param name="output">The output folder.</param>
/// <param name="written">The predicted planes' files; empty when none are written.</param>
public sealed class FieldPredictions(AnalysisJob job, IReadOnlyList<Plane<float>> planes, OutputFolder output, IReadOnlyList<FieldFile> written) : IDisposable
{
    private static long s_count;

    private readonly List<string> _scratch = [];

    /// <summary>What analysis takes besides the planes.</summary>
    public AnalysisJob Job { get; } = job;

    /// <summary>The planes.</summary>
    public IReadOnlyList<Plane<float>> Planes { get; } = planes;

    /// <summary>The output folder.</summary>
    public OutputFolder Output { get; } = output;

    /// <summary>The files of the planes; written now where there are none.</summary>
    /// <exception cref="OutputUnavailableException">They cannot be written.</exception>
    public IReadOnlyList<StoredPlane> Store()
    {
        if (written.Count > 0)
        {
            return [.. written.Select(file => new StoredPlane(Output.In(file.Path), file.ContentHash))];
        }
        try
        {
            return [.. Planes.Select(StoreScratch)];
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new OutputUnavailableException(Output.Path, $"{Job.Key}: {error.Message}; free space or restore the folder, then run the same command again", error);
        }
    }

    /// <summary>Reads stored planes and checks that they are what was stored.</summary>
    /// <exception cref="StoredPlaneException">A file is not there or holds something else.</exception>
    public static IReadOnlyList<Plane<float>> Read(IReadOnlyList<StoredPlane> stored)
    {
        ArgumentNullException.ThrowIfNull(stored);
        var planes = new List<Plane<float>>();
        try
        {
            foreach (StoredPlane file in stored)
            {
                planes.Add(Read(file));
            }
            return planes;
        }
        catch
        {
            planes.ForEach(plane => plane.Dispose());
            throw;
        }
    }

    /// <summary>Takes temporary files away.</summary>
    public void Dispose()
    {
        foreach (string path in _scratch)
        {
            try
            {
                File.Delete(path);
            }
            catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
            {
                // It bears a temporary name: the plate's end takes it away.
                System.Diagnostics.Debug.WriteLine($"{path} is left for the plate's end: {fault.Message}");
            }
        }
        _scratch.Clear();
    }

    private StoredPlane StoreScratch(Plane<float> plane)
    {
        string path = Output.In($"analysis.~{Environment.ProcessId}-{Guid.NewGuid():N}-{Interlocked.Increment(ref s_count)}.tmp"); // other machines have processes of this number too
        _scratch.Add(path);
        ImageFile.WriteTiff(path, plane, new TiffOptions { FlushToDisk = true });
        return new StoredPlane(path, ContentHash.Of(plane));
    }

    private static Plane<float> Read(StoredPlane file)
    {
        Plane plane;
        try
        {
            plane = ImageFile.Read(file.Path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ImageFormatException)
        {
            throw new StoredPlaneException(file.Path, error.Message, error);
        }
        string found = ContentHash.Of(plane);
        if (plane is not Plane<float> predicted || found != file.ContentHash)
        {
            plane.Dispose();
            throw new StoredPlaneException(file.Path, $"its content has the hash {found}, the sender stored {file.ContentHash}");
        }
        return predicted;
    }
}

/// <summary>A stored prediction cannot be read where it was sent: no fault of the field's.</summary>
public sealed class StoredPlaneException(string path, string fault, Exception? inner = null)
    : Exception($"stored prediction {path}: {fault}; every silo of the role analysis must see the output folder", inner)
{
    /// <summary>The file.</summary>
    public string Path { get; } = path;
}
