using FarAi.Simulation.Engine;

namespace FarAi.Simulation.Scale;

/// <summary>A grid of very many nodes that join, report, vanish and come back; no sessions.</summary>
public sealed record ScaleOptions
{
    /// <summary>Machines. Default 100000. Legal 1 to 10 million.</summary>
    public int Nodes { get; init; } = 100_000;

    /// <summary>Virtual time. Default 10 min; a settling phase of five heartbeats without churn comes on top.</summary>
    public TimeSpan Duration { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Where all randomness comes from.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>How often each node reports. Default 10 s. Legal as for the grains' options.</summary>
    public TimeSpan Heartbeat { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Over how long the nodes' first joins are spread. Default 1 min.</summary>
    public TimeSpan JoinOver { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>How often each node crashes, per hour on average. Default 0.5. Zero: never.</summary>
    public double CrashesPerNodeHour { get; init; } = 0.5;

    /// <summary>How long a crashed node stays away, on average. Default 1 min.</summary>
    public TimeSpan Absence { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Control silos. Default 1. Legal 1 to 20.</summary>
    public int Silos { get; init; } = 1;

    /// <summary>Silos that are killed, evenly spread over the time; another one starts for each. Default 0.</summary>
    public int SiloKills { get; init; }

    /// <summary>Order of what is ready at one instant.</summary>
    public TieBreak TieBreak { get; init; } = TieBreak.Seeded;
}
