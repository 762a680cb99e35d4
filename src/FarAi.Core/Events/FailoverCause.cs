using System.Text.Json.Serialization;

namespace FarAi.Core.Events;

/// <summary>What a triad had to be failed over for.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<FailoverCause>))]
public enum FailoverCause
{
    /// <summary>A member can't serve although its node is linked: it failed to load, or not in time.</summary>
    MemberFailed,

    /// <summary>A member's node left, or its link closed.</summary>
    NodeLeft,

    /// <summary>A member's node fell silent.</summary>
    NodeSilent,

    /// <summary>The link between two members broke.</summary>
    LinkLost,
}
