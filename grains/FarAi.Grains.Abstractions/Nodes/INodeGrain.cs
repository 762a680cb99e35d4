using FarAi.Core.Identity;
using FarAi.Core.Nodes;
using FarAi.Core.Triads;
using Orleans;
using Orleans.Concurrency;

namespace FarAi.Grains.Nodes;

/// <summary>One machine that computes. Key: its node id.</summary>
[Alias("farai.INodeGrain")]
public interface INodeGrain : IGrainWithStringKey
{
    /// <summary>
    /// A link of this node finished its handshake. A former link of the same key is closed and replaced. Where the same run of the node's
    /// program comes back before it was given up, it keeps its places, and nobody is told.
    /// </summary>
    /// <param name="registration">What the node says of itself.</param>
    /// <param name="link">The way back to it.</param>
    /// <param name="attempt">A name that no other registration has, of this process or any other: a repeat of the same one, made because no
    /// answer came, keeps its connection. Null where the caller never repeats.</param>
    [Alias("Register")]
    Task<NodeRegistered> Register(NodeRegistration registration, INodeLink link, string? attempt = null);

    /// <summary>The link with that connection number closed; a stale number is ignored.</summary>
    [Alias("Disconnected")]
    Task Disconnected(long connection, string reason);

    /// <summary>The node reports over its link. A gateway repeats a report that got no answer, so each may come twice.</summary>
    [Alias("OnEvent")]
    Task<ConnectionStanding> OnEvent(long connection, NodeEvent report);

    /// <summary>
    /// Sends a command to the node; false where it is not connected. A <see cref="TimeoutException"/> where its gateway does not answer, or
    /// is gone and the node does not come back at once: the command may have reached the node, and may be sent again.
    /// Interleaves: it changes state before it awaits, and commands leave in the order in which they came.
    /// </summary>
    [Alias("Send"), AlwaysInterleave, ResponseTimeout("00:00:05")]
    Task<bool> Send(NodeCommand command);

    /// <summary>The triad that the node serves changed; null where it serves none.</summary>
    [Alias("Assign"), OneWay]
    Task Assign(TriadId? triad, TriadRole? role);

    /// <summary>What operators see of the node.</summary>
    [Alias("GetStatus"), ReadOnly]
    Task<NodeStatus> GetStatus();
}
