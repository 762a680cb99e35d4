using System.Text.Json.Serialization;
using FarAi.Core.Identity;
using FarAi.Core.Triads;

namespace FarAi.Core.Nodes;

/// <summary>What a node tells the grid. Verdicts travel apart, in binary.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(NodeHeartbeat), "heartbeat")]
[JsonDerivedType(typeof(ShardReady), "shard-ready")]
[JsonDerivedType(typeof(ShardFailed), "shard-failed")]
[JsonDerivedType(typeof(DraftReady), "draft-ready")]
[JsonDerivedType(typeof(DraftFailed), "draft-failed")]
[JsonDerivedType(typeof(SessionFault), "session-fault")]
[JsonDerivedType(typeof(PeerLost), "peer-lost")]
[JsonDerivedType(typeof(PeerSilent), "peer-silent")]
[JsonDerivedType(typeof(MirrorLost), "mirror-lost")]
[JsonDerivedType(typeof(NodeDraining), "draining")]
[JsonDerivedType(typeof(NodeLeaving), "leaving")]
public abstract record NodeEvent;

/// <summary>Alive, and this busy.</summary>
/// <param name="Sessions">Sessions with a cache on the node.</param>
/// <param name="QueueDepth">Batches waiting for compute.</param>
/// <param name="CacheBytes">Bytes of key-value caches.</param>
/// <param name="ResidentBytes">Resident memory of the process.</param>
/// <param name="CpuSeconds">Processor time used by the process since it started.</param>
/// <param name="DraftedTokens">Tokens drafted since the process started.</param>
/// <param name="VerifiedTokens">Positions computed since the process started.</param>
public sealed record NodeHeartbeat(
    int Sessions, int QueueDepth, long CacheBytes, long ResidentBytes, double CpuSeconds, long DraftedTokens, long VerifiedTokens) : NodeEvent;

/// <summary>The shard is loaded, the link to the next member stands.</summary>
public sealed record ShardReady(TriadId Triad, long Epoch, TriadRole Role) : NodeEvent;

/// <summary>The shard can't be served.</summary>
/// <param name="Triad">The triad.</param>
/// <param name="Epoch">The epoch that was asked for.</param>
/// <param name="Reason">One line that says what to do.</param>
public sealed record ShardFailed(TriadId Triad, long Epoch, string Reason) : NodeEvent;

/// <summary>The draft model is loaded.</summary>
public sealed record DraftReady(string Model) : NodeEvent;

/// <summary>The draft model can't be loaded.</summary>
public sealed record DraftFailed(string Model, string Reason) : NodeEvent;

/// <summary>A session can't go on at this node (a refused epoch, a lost cache, no memory). The grid opens it again elsewhere.</summary>
public sealed record SessionFault(SessionId Session, long Epoch, string Reason) : NodeEvent;

/// <summary>The link to another node of the triad broke: at once, without waiting for the grid to notice.</summary>
public sealed record PeerLost(TriadId Triad, long Epoch, NodeId Peer) : NodeEvent;

/// <summary>The next member, or a mirror of it, takes much longer than it used to. Said again, with ever longer pauses, until it is heard.</summary>
/// <param name="Triad">The triad.</param>
/// <param name="Epoch">Its epoch.</param>
/// <param name="Peer">Who is silent.</param>
/// <param name="Role">The place that it has, or mirrors.</param>
/// <param name="Silence">How long it has been silent.</param>
public sealed record PeerSilent(TriadId Triad, long Epoch, NodeId Peer, TriadRole Role, TimeSpan Silence) : NodeEvent;

/// <summary>A mirror follows its place no more: its links broke, or it can't be loaded. Members are not concerned.</summary>
public sealed record MirrorLost(TriadId Triad, long Epoch, TriadRole Role, string Reason) : NodeEvent;

/// <summary>The node will leave soon (SIGTERM, a reclaim notice) and works on until others have its places: it goes when it has none, or at the latest after its grace period.</summary>
public sealed record NodeDraining(string Reason) : NodeEvent;

/// <summary>The node leaves in good order.</summary>
public sealed record NodeLeaving(string Reason) : NodeEvent;
