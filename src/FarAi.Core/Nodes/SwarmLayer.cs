using System.Text.Json.Serialization;

namespace FarAi.Core.Nodes;

/// <summary>What kind of work a node is given.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<SwarmLayer>))]
public enum SwarmLayer
{
    /// <summary>Low memory: drafts.</summary>
    Scout,

    /// <summary>Mid tier: whole small models, stand-in for either side.</summary>
    Ranger,

    /// <summary>High memory: holds a shard of a target model and verifies.</summary>
    Prime,
}
