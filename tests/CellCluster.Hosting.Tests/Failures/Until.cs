using System.Diagnostics;

namespace CellCluster.Hosting.Tests;

/// <summary>Waits for a condition: looked at again and again up to a limit that only a broken system reaches.</summary>
internal static class Until
{
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(70);
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(25);

    /// <summary>Waits; <paramref name="state"/> tells what there is when it does not come.</summary>
    public static async Task TrueAsync(Func<Task<bool>> isSo, string what, Func<Task<string>> state)
    {
        long start = Stopwatch.GetTimestamp();
        while (!await isSo())
        {
            if (Stopwatch.GetElapsedTime(start) > s_limit)
            {
                Assert.Fail($"not within {s_limit.TotalSeconds:0} s: {what}; {await state()}");
            }
            await Task.Delay(s_pause, TestContext.Current.CancellationToken);
        }
    }
}
