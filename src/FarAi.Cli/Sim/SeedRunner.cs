#if !GRAINHOST_ORLEANS
namespace FarAi.Cli.Sim;

/// <summary>Runs seeds, as many at once as there are cores. One thread a simulation: a kernel owns the thread that it runs on.</summary>
internal static class SeedRunner
{
    public static void Run(SimSettings settings, Action<ulong> runSeed, CancellationToken cancellationToken)
    {
        var next = 0;
        var threads = Enumerable.Range(0, Math.Min(settings.Seeds, Environment.ProcessorCount)).Select(_ => new Thread(() =>
        {
            for (var i = Interlocked.Increment(ref next); i <= settings.Seeds && !cancellationToken.IsCancellationRequested; i = Interlocked.Increment(ref next))
                runSeed(settings.Seed + (ulong)(i - 1));
        })).ToArray();
        foreach (var thread in threads)
            thread.Start();
        foreach (var thread in threads)
            thread.Join();
    }
}
#endif
