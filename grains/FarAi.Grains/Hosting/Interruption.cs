using Orleans.Runtime;
using Orleans.Storage;

namespace FarAi.Grains.Hosting;

/// <summary>Tells calls that failed because a silo or a gateway died from those that the called grain itself refused.</summary>
internal static class Interruption
{
    /// <summary>Whether the same call may succeed a moment later, when the grain is active elsewhere. A conflict in the store is no interruption.</summary>
    public static bool Is(Exception exception) => exception is TimeoutException or OrleansException and not InconsistentStateException;
}
