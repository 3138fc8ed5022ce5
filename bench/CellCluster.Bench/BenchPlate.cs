using System.Diagnostics;
using System.Runtime.InteropServices;
using CellCluster.Imaging;
using CellCluster.Pipeline;
using CellCluster.Plates;
using CellCluster.Plates.Simulation;

namespace CellCluster.Bench;

/// <summary>A simulated plate of one well in a temporary folder, with a model for it; removed at the end.</summary>
internal sealed class BenchPlate : IDisposable
{
    public BenchPlate(BenchArguments arguments)
    {
        Folder = Directory.CreateTempSubdirectory("cellcluster-bench-").FullName;
        Model = arguments.Model is { } given ? Path.GetFullPath(given) : BenchModel.Write(Path.Combine(Folder, "random.safetensors"));
        Directory.CreateDirectory(Plate);
        var options = new SimulationOptions { HeightPx = arguments.Size, WidthPx = arguments.Size, Seed = 1, Mode = TransmittedLightMode.Dic };
        for (int field = 1; field <= arguments.Fields; field++)
        {
            using SimulatedField simulated = FieldSimulator.Simulate(options, new WellId(1, 1), new FieldIndex(field));
            ImageFile.WriteTiff(Path.Combine(Plate, $"B02_f{field:00}.tif"), simulated.TransmittedLight);
        }
    }

    public string Folder { get; }

    public string Plate => Path.Combine(Folder, "plate");

    public string Model { get; }

    public LabelOptions Options(string output) => new()
    {
        Plate = Plate,
        Out = Path.Combine(Folder, output),
        Model = Model,
        Layout = new LayoutOptions { Pattern = "{well}_f{field}.tif", PlateId = "bench" },
        PixelSizeUm = 0.65,
        AllowModality = true,
        WritePredicted = false,
        WriteLabels = false,
    };

    public void Dispose() => Directory.Delete(Folder, recursive: true);

    /// <summary>Processor seconds, user and system, of this process so far.</summary>
    public static double CpuSeconds()
    {
        using var process = Process.GetCurrentProcess();
        return process.TotalProcessorTime.TotalSeconds;
    }

    public static string Origin()
    {
        MachineFacts machine = MachineFacts.OfThisMachine();
        return $"{machine.Processor}, {machine.LogicalProcessors} processors, {machine.OperatingSystem}, {RuntimeInformation.FrameworkDescription}";
    }
}
