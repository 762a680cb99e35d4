namespace FarAi.Simulation.Chaos;

/// <summary>What goes wrong, and how often. Gaps are means of Poisson processes over the whole grid; an infinite one never comes.</summary>
public sealed record ChaosOptions
{
    /// <summary>A gap that never ends.</summary>
    public static readonly TimeSpan Never = Timeout.InfiniteTimeSpan;

    /// <summary>The profile's name.</summary>
    public required string Name { get; init; }

    /// <summary>Mean gap between machines that lose power. They come back after <see cref="MeanDown"/>.</summary>
    public TimeSpan Crash { get; init; } = Never;

    /// <summary>Mean gap between machines that leave in good order and come back.</summary>
    public TimeSpan Leave { get; init; } = Never;

    /// <summary>Mean gap between machines that hang: links stand, nothing moves.</summary>
    public TimeSpan Hang { get; init; } = Never;

    /// <summary>Mean gap between machines that become slow, by up to <see cref="SlowFactor"/>.</summary>
    public TimeSpan Slow { get; init; } = Never;

    /// <summary>Mean gap between link resets: one link of one machine breaks, both ends live.</summary>
    public TimeSpan Reset { get; init; } = Never;

    /// <summary>Mean gap between partitions of one machine from another, half of them one-way.</summary>
    public TimeSpan Partition { get; init; } = Never;

    /// <summary>Mean gap between kills of a silo; it is started again after <see cref="MeanDown"/>.</summary>
    public TimeSpan KillSilo { get; init; } = Never;

    /// <summary>Mean gap between gateways that die with all their links.</summary>
    public TimeSpan KillGateway { get; init; } = Never;

    /// <summary>Mean gap between spells in which the store fails.</summary>
    public TimeSpan StorageSpell { get; init; } = Never;

    /// <summary>Probability, during a spell, that a write is stored but not acknowledged, or neither. Default 0.5.</summary>
    public double StorageFailure { get; init; } = 0.5;

    /// <summary>Probability that a machine which comes back first sends the verdicts that it had not got rid of. Default 0.5.</summary>
    public double LateVerdicts { get; init; } = 0.5;

    /// <summary>Mean time for which something stays broken. Default 15 s.</summary>
    public TimeSpan MeanDown { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>Most times slower than usual. Default 20.</summary>
    public double SlowFactor { get; init; } = 20;

    /// <summary>Share of the machines of each kind that is always left alone. Default 0.5. Legal 0 to 1.</summary>
    public double Floor { get; init; } = 0.5;

    /// <summary>Nothing goes wrong.</summary>
    public static ChaosOptions None { get; } = new() { Name = "none" };

    /// <summary>A bad week, in each hour.</summary>
    public static ChaosOptions Mild { get; } = new()
    {
        Name = "mild",
        Crash = TimeSpan.FromMinutes(3),
        Leave = TimeSpan.FromMinutes(5),
        Hang = TimeSpan.FromMinutes(5),
        Slow = TimeSpan.FromMinutes(4),
        Reset = TimeSpan.FromMinutes(3),
        KillSilo = TimeSpan.FromMinutes(10),
        StorageSpell = TimeSpan.FromMinutes(10),
    };

    /// <summary>Something is broken at any time.</summary>
    public static ChaosOptions Harsh { get; } = new()
    {
        Name = "harsh",
        Crash = TimeSpan.FromSeconds(40),
        Leave = TimeSpan.FromSeconds(90),
        Hang = TimeSpan.FromSeconds(60),
        Slow = TimeSpan.FromSeconds(60),
        Reset = TimeSpan.FromSeconds(30),
        Partition = TimeSpan.FromSeconds(60),
        KillSilo = TimeSpan.FromSeconds(90),
        KillGateway = TimeSpan.FromSeconds(120),
        StorageSpell = TimeSpan.FromSeconds(90),
        MeanDown = TimeSpan.FromSeconds(10),
    };

    /// <summary>The profiles by name.</summary>
    public static IReadOnlyList<ChaosOptions> Profiles { get; } = [None, Mild, Harsh];
}
