using FarAi.Core.Triads;
using FarAi.Grains.Hosting;

namespace FarAi.Cli.Chaos;

/// <summary>Something that is done to a grid in mid-stream.</summary>
/// <param name="Name">As on the command line.</param>
/// <param name="What">In words.</param>
/// <param name="Inject">Does it; whatever it leaves suspended, dead or held is restored when all streams have ended.</param>
internal sealed record Fault(string Name, string What, Func<FaultScene, CancellationToken, Task> Inject)
{
    /// <summary>Primes that the grid needs.</summary>
    public int Primes { get; init; } = 5;

    /// <summary>Whether nodes reach one another through proxies of this process.</summary>
    public bool Proxied { get; init; }

    /// <summary>Whether the control process must find its state again.</summary>
    public bool NeedsStore { get; init; }

    /// <summary>How the streams speculate: <c>adaptive</c>, or a γ where scouts have to be at work.</summary>
    public string Speculation { get; init; } = "adaptive";

    /// <summary>The greatest p99 of the gap that is aimed at with hot standby on loopback; null where none is set.</summary>
    public GapTarget? Hot { get; init; }

    /// <summary>The same with cold standby.</summary>
    public GapTarget? Cold { get; init; }

    /// <summary>The target that holds.</summary>
    public GapTarget? TargetOf(StandbyPolicy standby) => standby == StandbyPolicy.Hot ? Hot : Cold;
}
