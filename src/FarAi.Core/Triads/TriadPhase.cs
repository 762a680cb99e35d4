using System.Text.Json.Serialization;

namespace FarAi.Core.Triads;

/// <summary>Where a triad stands.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<TriadPhase>))]
public enum TriadPhase
{
    /// <summary>Not formed.</summary>
    None,

    /// <summary>Its members load and link.</summary>
    Forming,

    /// <summary>It serves.</summary>
    Ready,

    /// <summary>A member is gone and nobody stands by.</summary>
    Waiting,
}
