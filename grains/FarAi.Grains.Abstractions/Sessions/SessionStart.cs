using FarAi.Core.Identity;
using Orleans;

namespace FarAi.Grains.Sessions;

/// <summary>The answer to a request: either a route, or why there is none.</summary>
[GenerateSerializer, Immutable, Alias("farai.SessionStart")]
public sealed record SessionStart
{
    private SessionStart()
    {
    }

    /// <summary>The triad that verifies; null where the session was refused.</summary>
    [Id(0)]
    public TriadId? Triad { get; private init; }

    /// <summary>The triad's epoch.</summary>
    [Id(1)]
    public long Epoch { get; private init; }

    /// <summary>The scout that drafts; null where none is free (plain decoding).</summary>
    [Id(2)]
    public NodeId? Scout { get; private init; }

    /// <summary>Why no node could take it; null where the session runs.</summary>
    [Id(3)]
    public string? Refusal { get; private init; }

    /// <summary>When to try again.</summary>
    [Id(4)]
    public TimeSpan RetryAfter { get; private init; }

    /// <summary>The session runs.</summary>
    public static SessionStart Running(TriadId triad, long epoch, NodeId? scout) => new() { Triad = triad, Epoch = epoch, Scout = scout };

    /// <summary>The session can't run now.</summary>
    public static SessionStart Refused(string reason, TimeSpan retryAfter) => new() { Refusal = reason, RetryAfter = retryAfter };
}
