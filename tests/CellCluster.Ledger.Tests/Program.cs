using CellCluster.Ledger.Tests;

// The tests start this program again as the process that is killed: see LedgerChild.
if (args is [LedgerChild.Verb, ..])
{
    return await LedgerChild.RunAsync(args[1..]);
}
return args.Any(arg => arg is "--server" or "--internal-msbuild-node")
    ? await Xunit.MicrosoftTestingPlatform.TestPlatformTestFramework.RunAsync(args, SelfRegisteredExtensions.AddSelfRegisteredExtensions)
    : await Xunit.Runner.InProc.SystemConsole.ConsoleRunner.Run(args);
