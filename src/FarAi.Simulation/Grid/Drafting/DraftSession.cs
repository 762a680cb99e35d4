using FarAi.Core.Nodes;
using FarAi.Core.Speculation;

namespace FarAi.Simulation.Grid;

/// <summary>A session as its scout sees it.</summary>
internal sealed class DraftSession(OpenDraft opened, LayerCache cache, long reserved, ScoutWindow window)
{
    public OpenDraft Opened { get; } = opened;

    public LayerCache Cache { get; } = cache;

    public long Reserved { get; } = reserved;

    public ScoutWindow Window { get; set; } = window;

    /// <summary>The layers' output for the last cached position.</summary>
    public ulong Hidden { get; set; }

    /// <summary>Where drafts go; null until the link stands.</summary>
    public PeerLink? Head { get; set; }

    /// <summary>Where verdicts come from; null until the link stands.</summary>
    public PeerLink? Tail { get; set; }

    public TimeSpan TimePerToken { get; set; }

    /// <summary>Attachments since the last verdict that followed on.</summary>
    public int Attempts { get; set; }

    public TimeSpan LastSeen { get; set; }
}
