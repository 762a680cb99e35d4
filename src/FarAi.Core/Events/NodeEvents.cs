using System.Globalization;
using FarAi.Core.Identity;
using FarAi.Core.Nodes;

namespace FarAi.Core.Events;

/// <summary>What is worth telling of nodes. Pure.</summary>
public static class NodeEvents
{
    /// <summary>A node linked and was given a layer.</summary>
    public static GridEvent Joined(string region, NodeId node, SwarmLayer layer, DateTimeOffset now) =>
        Of(GridEventKind.NodeJoined, region, node, now, $"Node {node.Brief} joined as {layer}.");

    /// <summary>A node is gone.</summary>
    public static GridEvent Left(string region, NodeId node, string reason, DateTimeOffset now) =>
        Of(GridEventKind.NodeLeft, region, node, now, $"Node {node.Brief} is gone: {reason}.");

    /// <summary>A node does not report any more.</summary>
    public static GridEvent Silent(string region, NodeId node, TimeSpan silence, DateTimeOffset now) =>
        Of(GridEventKind.NodeSilent, region, node, now, string.Create(CultureInfo.InvariantCulture, $"Node {node.Brief} has not been heard for {silence.TotalSeconds:0.0} s."));

    /// <summary>A node is about to leave.</summary>
    public static GridEvent Draining(string region, NodeId node, string reason, DateTimeOffset now) =>
        Of(GridEventKind.NodeDraining, region, node, now, $"Node {node.Brief} is about to leave: {reason}.");

    /// <summary>A node can't do its work.</summary>
    public static GridEvent Problem(string region, NodeId node, string reason, DateTimeOffset now) =>
        Of(GridEventKind.NodeProblem, region, node, now, $"Node {node.Brief} can't do its work: {reason.TrimEnd('.')}.");

    private static GridEvent Of(GridEventKind kind, string region, NodeId node, DateTimeOffset now, string text) =>
        new() { Time = now, Kind = kind, Region = region, Node = node, Text = text };
}
