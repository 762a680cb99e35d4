using FarAi.Core.Identity;
using FarAi.Core.Nodes;
using Orleans;
using Orleans.Concurrency;

namespace FarAi.Grains.Nodes;

/// <summary>The way back to a connected node: an observer that the gateway holds beside the node's link.</summary>
public interface INodeLink : IGrainObserver
{
    /// <summary>
    /// Puts a command on the link and ends once it is there; fails where the link is closing. The answer tells the grain that
    /// a gateway still stands behind the link. It must not wait for a call to a grain.
    /// </summary>
    Task Deliver(NodeCommand command);

    /// <summary>
    /// Whether this is the open link of that node with that connection number. A grain that was moved asks before it uses the
    /// link that it finds in its stored state: the gateway may be gone too.
    /// </summary>
    Task<bool> Confirm(NodeId node, long connection);

    /// <summary>Closes the link: the node missed its heartbeats, or another connection with its key replaced this one.</summary>
    [OneWay]
    Task Close(string reason);
}
