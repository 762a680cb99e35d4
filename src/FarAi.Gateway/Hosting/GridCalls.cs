using FarAi.Gateway.Telemetry;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Runtime;

namespace FarAi.Gateway.Hosting;

/// <summary>
/// Calls to grains that outlive the death of a silo. A client is not told when the silo behind a call dies: the answer just
/// never comes, until the response time-out of 30 s. So an answer is waited for only briefly, and the call is made again,
/// which finds the grain active elsewhere. Only for calls that may be repeated.
/// </summary>
internal sealed partial class GridCalls(IOptions<GatewayOptions> options, GatewayInstruments instruments, TimeProvider time, ILogger<GridCalls> logger)
{
    /// <summary>Between a call that failed and its repeat.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    /// <summary>Whether a call failed because its silo died or does not answer, and the same call may succeed a moment later.</summary>
    public static bool IsInterruption(Exception exception) => exception is TimeoutException or OrleansException or EnumerationAbortedException;

    /// <summary>The answer. Later repeats wait longer, so that a slow grid is not asked ever more.</summary>
    /// <param name="call">Makes the call; may be called several times.</param>
    /// <param name="within">When to give up; the last failure is thrown.</param>
    /// <param name="name">What is called, for the log.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public async Task<T> AskAsync<T>(Func<Task<T>> call, TimeSpan within, string name, CancellationToken cancellationToken = default)
    {
        var start = time.GetTimestamp();
        for (var attempt = 0; ; attempt++)
        {
            var patience = options.Value.CallPatience * Math.Pow(2, Math.Min(attempt / 2, 2));
            var left = within - time.GetElapsedTime(start);
            try
            {
                return await call().WaitAsync(patience < left ? patience : left > Pause ? left : Pause, time, cancellationToken);
            }
            catch (Exception exception) when (IsInterruption(exception) && time.GetElapsedTime(start) + Pause < within)
            {
                instruments.OnCallRepeated();
                LogRepeated(logger, exception, name, time.GetElapsedTime(start).TotalSeconds);
            }

            await Task.Delay(Pause, time, cancellationToken);
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "grain call {Call} got no answer after {Seconds:0.00} s; it is made again")]
    private static partial void LogRepeated(ILogger logger, Exception exception, string call, double seconds);
}
