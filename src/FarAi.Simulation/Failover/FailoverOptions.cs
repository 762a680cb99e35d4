using FarAi.Core.Sessions;
using FarAi.Core.Triads;
using FarAi.Grains.Hosting;
using FarAi.Simulation.Grid;

namespace FarAi.Simulation.Failover;

/// <summary>A run of the failover scenario.</summary>
public sealed record FailoverOptions
{
    /// <summary>Sessions that run at any time. Default 200. Legal 1 to 10000.</summary>
    public int Sessions { get; init; } = 200;

    /// <summary>Faults, one after the other. Default 4. Legal 1 to 1000.</summary>
    public int Faults { get; init; } = 4;

    /// <summary>What standbys do. Default <see cref="StandbyPolicy.Hot"/>.</summary>
    public StandbyPolicy Standby { get; init; } = StandbyPolicy.Hot;

    /// <summary>Where all randomness comes from.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>What simulated nodes do about epochs.</summary>
    public NodeRules NodeRules { get; init; } = new();

    /// <summary>Which verdicts sessions obey.</summary>
    public CommitRule CommitRule { get; init; } = new();
}
