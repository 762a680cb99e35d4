namespace FarAi.Simulation.Network;

/// <summary>How the simulated network behaves.</summary>
public sealed record NetworkOptions
{
    /// <summary>Kilometres of cable per kilometre of great circle. Default 1.6. Legal: at least 1.</summary>
    public double FibreFactor { get; init; } = 1.6;

    /// <summary>One-way time of the last miles at both ends together. Default 1.5 ms.</summary>
    public TimeSpan LastMile { get; init; } = TimeSpan.FromMilliseconds(1.5);

    /// <summary>Mean of the extra one-way time of each message, exponentially distributed. Default 1 ms. Zero: none.</summary>
    public TimeSpan Jitter { get; init; } = TimeSpan.FromMilliseconds(1);

    /// <summary>Probability that a packet is lost: a datagram is gone, a message on a stream comes after a retransmission. Default 0.0005. Legal 0 to 0.9.</summary>
    public double Loss { get; init; } = 0.0005;

    /// <summary>Probability, per message, that a stream link is reset. Default 0.</summary>
    public double ResetRate { get; init; }

    /// <summary>Least wait before a lost packet of a stream is sent again; doubles with each further loss. Default 200 ms, as Linux has it.</summary>
    public TimeSpan RetransmissionTimeout { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>How long a stream with data under way waits for a path that is cut before it closes. Default 10 s.</summary>
    public TimeSpan StallTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Bytes per second of each link. Default 25 MB/s.</summary>
    public double BytesPerSecond { get; init; } = 25e6;
}
