using FarAi.Core.Identity;
using FarAi.Core.Nodes;
using FarAi.Core.Triads;
using Orleans;

namespace FarAi.Grains.Nodes;

/// <summary>What outlives a node's connection, and what a silo that dies must not take along while the connection stands.</summary>
[GenerateSerializer, Alias("farai.NodeState")]
public sealed class NodeState
{
    /// <summary>Number of the latest connection; each one gets a higher one.</summary>
    [Id(0)]
    public long Connection { get; set; }

    /// <summary>What the machine said of itself last.</summary>
    [Id(1)]
    public NodeRegistration? Registration { get; set; }

    /// <summary>The layer it was given last.</summary>
    [Id(2)]
    public SwarmLayer Layer { get; set; }

    /// <summary>
    /// The observer behind the latest connection, as text: a reference would need a serializer that knows its host. Null where
    /// the connection is known to be closed. Never used before <see cref="INodeLink.Confirm"/> says yes.
    /// </summary>
    [Id(3)]
    public string? Link { get; set; }

    /// <summary>The draft model it has loaded, if any.</summary>
    [Id(4)]
    public string? DraftModel { get; set; }

    /// <summary>Why it does no work; null where all is well.</summary>
    [Id(5)]
    public string? Problem { get; set; }

    /// <summary>The triad that it serves or stands by for, if any.</summary>
    [Id(6)]
    public TriadId? Triad { get; set; }

    /// <summary>Its place there.</summary>
    [Id(7)]
    public TriadRole? Role { get; set; }

    /// <summary>The name of the latest registration; null where it had none.</summary>
    [Id(8)]
    public string? Attempt { get; set; }

    /// <summary>Whether the latest connection took over what the one before had: the node's program had not ended in between.</summary>
    [Id(9)]
    public bool Continues { get; set; }
}
