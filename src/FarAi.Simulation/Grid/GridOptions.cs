using FarAi.Core.Triads;
using FarAi.Grains.Hosting;
using FarAi.Simulation.Chaos;
using FarAi.Simulation.Workload;

namespace FarAi.Simulation.Grid;

/// <summary>A simulated grid.</summary>
public sealed record GridOptions
{
    /// <summary>Machines. Default 12. Legal 4 to 20000.</summary>
    public int Nodes { get; init; } = 12;

    /// <summary>How many of the machines verify, while the others draft. Default null: about half of them, and a few can do neither. Legal 4 to <see cref="Nodes"/>.</summary>
    public int? Primes { get; init; }

    /// <summary>Control silos. Default 3. Legal 1 to 20.</summary>
    public int Silos { get; init; } = 3;

    /// <summary>Gateways. Default 2. Legal 1 to 20.</summary>
    public int Gateways { get; init; } = 2;

    /// <summary>Virtual time under load, before the world is healed. Default 10 min.</summary>
    public TimeSpan Duration { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Where all randomness comes from.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>What goes wrong.</summary>
    public ChaosOptions Chaos { get; init; } = ChaosOptions.None;

    /// <summary>What clients ask for.</summary>
    public WorkloadOptions Workload { get; init; } = new();

    /// <summary>Probability that a draft equals the target's choice. Default 0.75. Legal 0 to 1.</summary>
    public double DraftAgreement { get; init; } = 0.75;

    /// <summary>What standbys do. Default <see cref="StandbyPolicy.Cold"/>.</summary>
    public StandbyPolicy Standby { get; init; } = StandbyPolicy.Cold;

    /// <summary>Sessions that a triad serves at once. Default 64. Legal 1 to 10000.</summary>
    public int MaxSessionsPerTriad { get; init; } = 64;

    /// <summary>What simulated nodes do about epochs.</summary>
    public NodeRules NodeRules { get; init; } = new();

    /// <summary>Which verdicts sessions obey.</summary>
    public Core.Sessions.CommitRule CommitRule { get; init; } = new();

    /// <summary>Takes the place of the store, for a test that plants a fault in it; gets the sound one.</summary>
    public Func<global::Orleans.Storage.IGrainStorage, global::Orleans.Storage.IGrainStorage> Storage { get; init; } = static sound => sound;
}
