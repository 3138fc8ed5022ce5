using CellCluster.Cli;
using CellCluster.Learning;

using var interruption = Interruption.OfThisProcess();
var services = new CliServices(new TorchPredictorFactory(), TimeProvider.System, Terminal.OfThisProcess(), interruption, ModelFolders.OfThisProgram());
return (int)await CommandLine.RunAsync(args, services);
