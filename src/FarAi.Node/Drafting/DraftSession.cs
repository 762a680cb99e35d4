using FarAi.Core.Nodes;
using FarAi.Core.Speculation;
using FarAi.Inference;
using FarAi.Link;

namespace FarAi.Node.Drafting;

/// <summary>A session as its scout sees it. Only the draft model's compute thread touches it.</summary>
internal sealed class DraftSession(OpenDraft opened, KeyValueCache cache, long reserved, ScoutWindow window)
{
    public OpenDraft Opened { get; } = opened;

    public KeyValueCache Cache { get; } = cache;

    /// <summary>Bytes promised to the cache at its longest.</summary>
    public long Reserved { get; } = reserved;

    public ScoutWindow Window { get; set; } = window;

    /// <summary>Where drafts go; null until the link stands.</summary>
    public LinkConnection? Head { get; set; }

    /// <summary>Where verdicts come from; null until the link stands.</summary>
    public LinkConnection? Tail { get; set; }

    /// <summary>Time of the latest pass that drafted a token.</summary>
    public TimeSpan TimePerToken { get; set; }

    /// <summary>Attachments since the last verdict that followed on; bounds how often a confused session is tried again.</summary>
    public int Attempts { get; set; }

    /// <summary>Timestamp of the latest sign of life.</summary>
    public long LastSeen { get; set; }
}
