using Orleans.Runtime;

namespace FarAi.Orleans.InProcess;

/// <summary>One subscription and how far it is.</summary>
internal sealed class StreamCursor(Guid id, GrainId consumer, bool isClient, bool isImplicit, long next)
{
    public Guid Id => id;

    public GrainId Consumer => consumer;

    /// <summary>Whether the consumer is an observer of a client, not a grain.</summary>
    public bool IsClient => isClient;

    /// <summary>Whether an attribute made it, so that it is not stored.</summary>
    public bool IsImplicit => isImplicit;

    /// <summary>The next event to deliver.</summary>
    public long Next { get; set; } = next;

    /// <summary>How often it was set back.</summary>
    public int Rewound { get; set; }

    /// <summary>Whether a delivery is under way or waits for its retry.</summary>
    public bool IsDelivering { get; set; }

    /// <summary>Whether it has ended.</summary>
    public bool IsGone { get; set; }
}
