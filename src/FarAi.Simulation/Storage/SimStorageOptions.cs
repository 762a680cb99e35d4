namespace FarAi.Simulation.Storage;

/// <summary>How the simulated store behaves. Change it between steps to start or end a bad phase.</summary>
public sealed record SimStorageOptions
{
    /// <summary>Median time of an operation, to the store and back. Default 2 ms. Zero: at once.</summary>
    public TimeSpan Latency { get; init; } = TimeSpan.FromMilliseconds(2);

    /// <summary>Deviation of the logarithm of that time. Default 0.4.</summary>
    public double Spread { get; init; } = 0.4;

    /// <summary>Probability that an operation fails and nothing is written. Default 0.</summary>
    public double FailureRate { get; init; }

    /// <summary>Probability that a write is stored but its acknowledgement is lost: the caller sees a failure. Default 0.</summary>
    public double LostAcknowledgementRate { get; init; }

    /// <summary>Whether the store answers at all; if not, operations fail after <see cref="Patience"/>.</summary>
    public bool Available { get; init; } = true;

    /// <summary>How long callers wait for a store that does not answer. Default 5 s.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(5);
}
