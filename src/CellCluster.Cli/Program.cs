using System.CommandLine;
using CellCluster.Cli;

RootCommand root = new("Labels microscopy plates without stains.")
{
    TrainVerb.Create(),
};
return await root.Parse(args).InvokeAsync();
