using System.CommandLine;

namespace CellCluster.Cli;

/// <summary>A verb that takes the id of one plate and asks a cluster.</summary>
/// <param name="name">The verb.</param>
/// <param name="description">For its help.</param>
/// <param name="examples">For the end of its help.</param>
internal sealed class OnePlateVerb(string name, string description, IReadOnlyList<string> examples)
{
    /// <summary>The verb.</summary>
    public Command Create(CliServices services, Func<ClusterJob, string, CancellationToken, Task<ClusterAnswer>> work)
    {
        var plate = new Argument<string>("PLATE") { Description = "The plate's id." };
        var cluster = new ClusterFlags();
        var output = new OutputFlags();
        var command = new Command(name, description) { plate };
        cluster.AddTo(command);
        output.AddTo(command);
        CommandTree.WithExamples(command, examples);
        command.SetAction((parsed, _) =>
        {
            OutputStyle style = output.Of(parsed);
            var job = new ClusterJob(services, style, () => cluster.Options(parsed, TerminalLog.For(services.Terminal, style)));
            return job.RunAsync(cancellation => work(job, parsed.GetValue(plate)!, cancellation));
        });
        return command;
    }
}
