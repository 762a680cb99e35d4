using FarAi.Core.Identity;

namespace FarAi.Core.Events;

/// <summary>Something that operators want to know. Never holds what users wrote or got.</summary>
public sealed record GridEvent
{
    /// <summary>Its number in the log of its region: rises, and skips numbers where the log was moved; 0 before it is logged.</summary>
    public long Sequence { get; init; }

    /// <summary>When it happened, by the clock of the silo where it did.</summary>
    public required DateTimeOffset Time { get; init; }

    /// <summary>What happened.</summary>
    public required GridEventKind Kind { get; init; }

    /// <summary>Where.</summary>
    public required string Region { get; init; }

    /// <summary>One sentence for people.</summary>
    public required string Text { get; init; }

    /// <summary>The triad concerned.</summary>
    public TriadId? Triad { get; init; }

    /// <summary>The triad's epoch once it had happened.</summary>
    public long? Epoch { get; init; }

    /// <summary>The node concerned.</summary>
    public NodeId? Node { get; init; }

    /// <summary>The session concerned.</summary>
    public SessionId? Session { get; init; }

    /// <summary>The triad that a session left for <see cref="Triad"/>.</summary>
    public TriadId? From { get; init; }

    /// <summary>How many sessions a triad serves.</summary>
    public int? Sessions { get; init; }

    /// <summary>Of a <see cref="GridEventKind.Failover"/>.</summary>
    public FailoverReport? Failover { get; init; }
}
