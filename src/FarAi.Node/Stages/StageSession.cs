using FarAi.Core.Nodes;
using FarAi.Inference;
using FarAi.Link;

namespace FarAi.Node.Stages;

/// <summary>What every stage holds of a session. Only the stage's compute thread touches it.</summary>
internal class StageSession(OpenSession opened, KeyValueCache cache, long reserved)
{
    public OpenSession Opened { get; } = opened;

    public KeyValueCache Cache { get; } = cache;

    /// <summary>Bytes promised to the cache at its longest.</summary>
    public long Reserved { get; } = reserved;

    /// <summary>The link of the scout that drafts, at head and tail.</summary>
    public LinkConnection? Scout { get; set; }

    /// <summary>Timestamp of the latest sign of life.</summary>
    public long LastSeen { get; set; }

    /// <summary>The latest pass that looked at the session; keeps its inputs in order within a pass.</summary>
    public long Pass { get; set; }
}
