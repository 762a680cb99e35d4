using FarAi.Core.Nodes;
using Orleans;

namespace FarAi.Grains.Nodes;

/// <summary>What outlives a node's connection.</summary>
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
}
