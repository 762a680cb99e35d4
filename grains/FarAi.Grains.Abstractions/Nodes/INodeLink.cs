using FarAi.Core.Nodes;
using Orleans;
using Orleans.Concurrency;

namespace FarAi.Grains.Nodes;

/// <summary>The way back to a connected node: an observer that the gateway holds beside the node's link.</summary>
public interface INodeLink : IGrainObserver
{
    /// <summary>Sends a command over the link; lost where the link is closing.</summary>
    [OneWay]
    Task Deliver(NodeCommand command);

    /// <summary>Closes the link: the node missed its heartbeats, or another connection with its key replaced this one.</summary>
    [OneWay]
    Task Close(string reason);
}
