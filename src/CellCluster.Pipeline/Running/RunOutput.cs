using CellCluster.Plates;

namespace CellCluster.Pipeline;

/// <summary>Makes a run's output folder ready.</summary>
public static class RunOutput
{
    /// <summary>Opens the folder, proves that it can be written and is large enough for what is still to come, makes the folders for fields' files and
    /// takes away what a killed run left under temporary names.</summary>
    /// <exception cref="OutputFolderException">It cannot be used.</exception>
    public static OutputFolder Prepare(RunPlan plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        OutputFolder output = OutputFolder.Open(plan.Options.Out);
        output.MakeFieldFolders(plan.Options.WritePredicted, plan.Options.WriteLabels, plan.Options.WriteObjects);
        output.RemoveLeftovers();
        output.RequireSpace(Math.Max(0, LargestBytes(plan) - StoredBytes(output)));
        return output;
    }

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
