using System.Text;
using CellCluster.Plates;

namespace CellCluster.Pipeline;

/// <summary>Makes a run's output folder ready.</summary>
public static class RunOutput
{
    private const string MarkName = ".cellcluster-plate";

    /// <summary>Opens the folder, proves that it can be written and is large enough for what is still to come, makes the folders for fields' files and
    /// takes away what a killed run left under temporary names.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="isShared">Other silos write there too: nothing is taken away, and a mark is left by which they know the folder (<see cref="Join"/>).</param>
    /// <exception cref="OutputFolderException">It cannot be used.</exception>
    public static OutputFolder Prepare(RunPlan plan, bool isShared = false)
    {
        ArgumentNullException.ThrowIfNull(plan);
        OutputFolder output = OutputFolder.Open(plan.Options.Out);
        output.MakeFieldFolders(plan.Options.WritePredicted, plan.Options.WriteLabels, plan.Options.WriteObjects);
        output.RequireSpace(Math.Max(0, LargestBytes(plan) - StoredBytes(output)));
        if (isShared)
        {
            AtomicFile.Write(output.In(MarkName), stream => stream.Write(Encoding.UTF8.GetBytes(MarkOf(plan))));
        }
        else
        {
            output.RemoveLeftovers();
        }
        return output;
    }

    /// <summary>Opens the folder of a plate that another silo prepared. Never makes it: a folder that is not mounted here must not become a new, empty one.</summary>
    /// <exception cref="OutputFolderException">It is not there, is another one, or cannot be written.</exception>
    public static OutputFolder Join(RunPlan plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        string path = plan.Options.Out;
        string mark = Path.Combine(path, MarkName);
        try
        {
            if (!File.Exists(mark) || File.ReadAllText(mark) != MarkOf(plan))
            {
                throw new OutputFolderException(
                    path, Directory.Exists(path) ? "another folder than the one that the plate was opened with" : "nothing", "the plate's folder", "mount the same store on every silo");
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new OutputFolderException(path, error.Message, "a folder that can be read and written", "change its permissions on this silo", error);
        }
        return OutputFolder.Open(path);
    }

    /// <summary>At the end of a plate in a folder that several silos wrote to: takes away the mark and what killed silos left.</summary>
    public static void Leave(OutputFolder output)
    {
        ArgumentNullException.ThrowIfNull(output);
        File.Delete(output.In(MarkName));
        output.RemoveLeftovers();
    }

    private static string MarkOf(RunPlan plan) => $"{plan.Layout.PlateId}\n{plan.Fingerprint.Hash}\n";

    /// <summary>Takes away the results of an earlier run that is to be redone, the manifest first: whatever is left of them is not vouched for any more.</summary>
    public static void RemoveResults(OutputFolder output)
    {
        ArgumentNullException.ThrowIfNull(output);
        foreach (string file in new[] { output.Manifest, output.Report, output.Run, output.MetricsCsv, output.WellMetricsCsv, output.PlateMetricsCsv, output.ObjectsCsv, output.CellsCsv })
        {
            File.Delete(file);
        }
        foreach (FileInfo file in FieldFiles(output))
        {
            file.Delete();
        }
    }

    /// <summary>Bytes that the results take at most.</summary>
    public static long LargestBytes(RunPlan plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        (int height, int width) = plan.FieldSize ?? (0, 0);
        return OutputFolder.FileBytes(
            plan.Layout.Fields.Count, plan.Card.Outputs.Count, height, width, plan.Options.WritePredicted, plan.Options.WriteLabels, plan.Options.WriteObjects);
    }

    // A resumed run has some of its files already.
    private static long StoredBytes(OutputFolder output) => FieldFiles(output).Sum(file => file.Length);

    private static IEnumerable<FileInfo> FieldFiles(OutputFolder output) =>
        OutputFolder.FieldFolders.Select(output.In).Where(Directory.Exists)
            .SelectMany(folder => new DirectoryInfo(folder).EnumerateFiles().Where(file => file.Extension is ".tif" or ".csv")).ToArray();
}
