using Orleans;

namespace FarAi.Grains.Nodes;

/// <summary>What a connection number is to a node's grain.</summary>
[GenerateSerializer, Alias("farai.ConnectionStanding")]
public enum ConnectionStanding
{
    /// <summary>The node's present connection.</summary>
    Current,

    /// <summary>Another connection has taken over; the link is being closed.</summary>
    Superseded,

    /// <summary>The grain has no such connection (its state is lost, or it gave the node up): the gateway registers the node again.</summary>
    Unknown,
}
