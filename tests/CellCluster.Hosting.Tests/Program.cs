using CellCluster.Hosting.Tests;

// The tests start this program again as the process that is killed: see LabelChild and SiloChild.
if (args is [LabelChild.Verb, ..])
{
    return await LabelChild.RunAsync(args[1..]);
}
if (args is [SiloChildProgram.Verb, ..])
{
    return await SiloChildProgram.RunAsync(args[1..]);
}
if (args is [DeviceChild.Verb, ..])
{
    return DeviceChild.Run(args[1..]);
}
return args.Any(arg => arg is "--server" or "--internal-msbuild-node")
    ? await Xunit.MicrosoftTestingPlatform.TestPlatformTestFramework.RunAsync(args, SelfRegisteredExtensions.AddSelfRegisteredExtensions)
    : await Xunit.Runner.InProc.SystemConsole.ConsoleRunner.Run(args);
