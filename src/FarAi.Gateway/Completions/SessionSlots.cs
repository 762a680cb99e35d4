using FarAi.Gateway.Hosting;
using Microsoft.Extensions.Options;

namespace FarAi.Gateway.Completions;

/// <summary>How many generations may run at once: a full gateway says so at once instead of queueing without a bound.</summary>
internal sealed class SessionSlots(IOptions<GatewayOptions> options)
{
    private int _taken;

    public int Limit { get; } = options.Value.MaxConcurrentSessions;

    /// <summary>Takes a slot, which the caller must <see cref="Return"/>; false where none is free.</summary>
    public bool TryTake()
    {
        if (Interlocked.Increment(ref _taken) <= Limit)
            return true;
        Interlocked.Decrement(ref _taken);
        return false;
    }

    public void Return() => Interlocked.Decrement(ref _taken);
}
