using CellCluster.Pipeline;
using CellCluster.TestKit;

namespace CellCluster.Cli.Tests;

/// <summary>Runs the command line in this process, with a predictor of a few lines in place of a network.</summary>
internal sealed class CliRun : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public CliRun(params string[] models)
    {
        Directory.CreateDirectory(_folder.In("models"));
        foreach (string model in models)
        {
            File.WriteAllText(ModelPath(model), $"stands for the weights of {model}");
        }
    }

    public IPredictorFactory Predictors { get; set; } = new FakePredictorFactory();

    public Interruption Interruption { get; } = new();

    public string Output { get; private set; } = "";

    public string Error { get; private set; } = "";

    public string In(string name) => _folder.In(name);

    public string ModelPath(string name) => _folder.In($"models/{name}.safetensors");

    /// <summary>Runs one command; output and error are those of this command.</summary>
    public async Task<ExitCode> RunAsync(params string[] args)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        ExitCode code = await CommandLine.RunAsync(args, Services(output, error));
        (Output, Error) = (output.ToString(), error.ToString());
        return code;
    }

    public CliServices Services(TextWriter output, TextWriter error) =>
        new(Predictors, TimeProvider.System, new Terminal(output, error, isInteractive: false), Interruption, [_folder.In("models")]);

    /// <summary>The words that label a plate of disks into <c>out</c>.</summary>
    public string[] Label(BlobPlate plate, params string[] more) =>
        ["label", plate.Folder, .. more.Contains("--out") ? (string[])[] : ["--out", In("out")], "--pattern", BlobPlate.Pattern, "--model", ModelPath("disks"), "--plate-id", "P1", "--lanes", "2", .. more];

    public void Dispose()
    {
        Interruption.Dispose();
        _folder.Dispose();
    }
}
