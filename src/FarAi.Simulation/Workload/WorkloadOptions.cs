namespace FarAi.Simulation.Workload;

/// <summary>What clients ask for.</summary>
public sealed record WorkloadOptions
{
    /// <summary>Clients that are there at any time: whoever is done is followed by another one. Default null: they come as a Poisson process. Legal 1 to 10000.</summary>
    public int? Concurrent { get; init; }

    /// <summary>Mean time between requests. Default 4 s. Legal above 0.</summary>
    public TimeSpan MeanGap { get; init; } = TimeSpan.FromSeconds(4);

    /// <summary>Probability that a request is the first of a burst. Default 0.05. Legal 0 to 1.</summary>
    public double BurstChance { get; init; } = 0.05;

    /// <summary>Requests of a burst, within one second. Default 8. Legal 1 to 10000.</summary>
    public int BurstSize { get; init; } = 8;

    /// <summary>Median length of a prompt, tokens; log-normal with deviation 0.8. Default 40. Legal 1 to 2000.</summary>
    public int MedianPrompt { get; init; } = 40;

    /// <summary>Median of the most tokens to generate; log-normal with deviation 0.8. Default 60. Legal 1 to 1000.</summary>
    public int MedianTokens { get; init; } = 60;

    /// <summary>Share of requests with a stop string. Default 0.1. Legal 0 to 1.</summary>
    public double StopChance { get; init; } = 0.1;

    /// <summary>Share of clients that go away in the middle. Default 0.05. Legal 0 to 1.</summary>
    public double CancelChance { get; init; } = 0.05;

    /// <summary>Share of requests that fix γ instead of leaving it to the grid. Default 0.2. Legal 0 to 1.</summary>
    public double FixedGammaChance { get; init; } = 0.2;

    /// <summary>Longest prompt and longest output, tokens each. Default 400.</summary>
    public int Longest { get; init; } = 400;
}
