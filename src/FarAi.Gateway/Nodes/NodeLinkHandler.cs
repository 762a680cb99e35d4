using FarAi.Core.Identity;
using FarAi.Gateway.Hosting;
using FarAi.Gateway.Telemetry;
using FarAi.Link;
using Microsoft.Extensions.Logging;
using Orleans;

namespace FarAi.Gateway.Nodes;

/// <summary>Gives each accepted link its <see cref="NodeLink"/>.</summary>
internal sealed partial class NodeLinkHandler(IClusterClient grains, GridCalls calls, GatewayInstruments instruments, ILogger<NodeLink> logger) : ILinkHandler
{
    public void OnOpened(LinkConnection link)
    {
        // The link holds it: the grain host keeps observers weakly.
        link.State = new NodeLink(link, grains, calls, logger);
        instruments.OnNodeLinked();
        LogOpened(logger, link.Peer);
    }

    public void OnFrame(LinkConnection link, in Frame frame) => ((NodeLink)link.State!).OnFrame(frame);

    public void OnClosed(LinkConnection link, LinkError? error, string reason)
    {
        ((NodeLink)link.State!).OnClosed(error is null ? reason : $"{error}: {reason}");
        instruments.OnNodeUnlinked();
        LogClosed(logger, link.Peer, error?.ToString() ?? "in good order", reason);
    }

    [LoggerMessage(11, LogLevel.Information, "node {Node} linked")]
    private static partial void LogOpened(ILogger logger, NodeId node);

    [LoggerMessage(12, LogLevel.Information, "link of node {Node} closed ({Error}: {Reason})")]
    private static partial void LogClosed(ILogger logger, NodeId node, string error, string reason);
}
