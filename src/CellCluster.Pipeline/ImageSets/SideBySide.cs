namespace CellCluster.Pipeline;

/// <summary>Works on the images of a folder side by side, on threads of its own.</summary>
internal static class SideBySide
{
    /// <summary>Hands out images in their order until the last one, a drain or a fault; returns when all threads have ended.</summary>
    /// <param name="images">What is to be worked on.</param>
    /// <param name="workers">Threads, from 1.</param>
    /// <param name="work">Takes an image and the thread's number, 0..workers - 1. The first exception ends the run, on the caller's thread.</param>
    /// <param name="drain">Lets the images in work finish and stops.</param>
    public static void Run(IReadOnlyList<SetImage> images, int workers, Action<SetImage, int> work, CancellationToken drain)
    {
        int next = -1;
        Exception? fault = null;
        Thread[] threads = [.. Enumerable.Range(0, Math.Min(workers, images.Count)).Select(i => new Thread(() => Loop(i)) { Name = $"segment {i}", IsBackground = true })];
        foreach (Thread thread in threads)
        {
            thread.Start();
        }
        foreach (Thread thread in threads)
        {
            thread.Join();
        }
        if (fault is not null)
        {
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(fault);
        }

        void Loop(int worker)
        {
            while (!drain.IsCancellationRequested && Volatile.Read(ref fault) is null && Interlocked.Increment(ref next) is var i && i < images.Count)
            {
                try
                {
                    work(images[i], worker);
                }
                catch (Exception error) // kept for the caller's thread
                {
                    Interlocked.CompareExchange(ref fault, error, null);
                }
            }
        }
    }
}
