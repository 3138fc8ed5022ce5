using System.Diagnostics;
using CellCluster.Grains;
using CellCluster.Pipeline;
using CellCluster.TestKit;

namespace CellCluster.Hosting.Tests;

/// <summary>A process that labels a plate of disks and can be told to die: at a tile of its own, or whenever it meets the marked field.</summary>
internal static class LabelChild
{
    public const string Verb = "label-child";

    // options, lanes, tile to die at (0: never), whether the marked field kills
    public static async Task<int> RunAsync(string[] arguments)
    {
        LabelOptions options = LabelOptionsJson.Read(arguments[0]);
        int dieAt = int.Parse(arguments[2]);
        bool markKills = bool.Parse(arguments[3]);
        int tiles = 0;
        var factory = new FakePredictorFactory(_ => new FakePredictor
        {
            BeforePredict = batch =>
            {
                if (Interlocked.Increment(ref tiles) == dieAt || (markKills && PlateMark.IsOn(batch)))
                {
                    using var self = Process.GetCurrentProcess();
                    self.Kill(); // SIGKILL: no handler, no flush
                    Thread.Sleep(Timeout.Infinite);
                }
            },
        });
        RunEnd end = await Runs.RunAsync(options, int.Parse(arguments[1]), factory);
        return end.Status?.Phase == PlatePhase.Finished ? 0 : 8;
    }

    /// <summary>Runs it to its end.</summary>
    /// <returns>Its exit code; 137 when it was killed.</returns>
    public static async Task<int> StartAsync(LabelOptions options, int lanes, int dieAt = 0, bool markKills = false)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        if (Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet")
        {
            start.ArgumentList.Add(typeof(LabelChild).Assembly.Location);
        }
        foreach (string argument in new[] { Verb, LabelOptionsJson.Write(options), $"{lanes}", $"{dieAt}", $"{markKills}" })
        {
            start.ArgumentList.Add(argument);
        }
        using Process child = Process.Start(start)!;
        Task<string> output = child.StandardOutput.ReadToEndAsync();
        Task<string> errors = child.StandardError.ReadToEndAsync();
        await child.WaitForExitAsync();
        if (child.ExitCode is not (0 or 8 or 137))
        {
            throw new InvalidOperationException($"the child ended with {child.ExitCode}: {await output}{await errors}");
        }
        return child.ExitCode;
    }
}

/// <summary>Marks a field so that a predictor can tell its first tile from all others: one very bright corner.</summary>
internal static class PlateMark
{
    public static void Put(BlobPlate plate, int index)
    {
        using var plane = (Imaging.Plane<ushort>)Imaging.ImageFile.Read(plate.PathOf(plate.Keys[index]));
        plane[0, 0] = ushort.MaxValue;
        Imaging.ImageFile.WriteTiff(plate.PathOf(plate.Keys[index]), plane);
    }

    public static bool IsOn(IReadOnlyList<TileInput> tiles) => tiles.Any(tile => tile.Pixels[0, 0] > 5000);
}
