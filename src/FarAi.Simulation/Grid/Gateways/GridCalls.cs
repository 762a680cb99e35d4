using Orleans.Runtime;

namespace FarAi.Simulation.Grid;

/// <summary>Calls that a gateway repeats where a silo died, as the real one does (FarAi.Gateway.Hosting.GridCalls).</summary>
internal sealed class GridCalls(TimeProvider time)
{
    private static readonly TimeSpan FirstPatience = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    public async Task<T> AskAsync<T>(Func<Task<T>> call, TimeSpan within)
    {
        var start = time.GetTimestamp();
        for (var patience = FirstPatience; ; patience *= 2)
        {
            var left = within - time.GetElapsedTime(start);
            try
            {
                return await call().WaitAsync(patience < left ? patience : left > Pause ? left : Pause, time);
            }
            catch (Exception exception) when (exception is TimeoutException or OrleansException && time.GetElapsedTime(start) + Pause < within)
            {
                // The same call finds the grain elsewhere a moment later.
            }

            await Task.Delay(Pause, time);
        }
    }
}
