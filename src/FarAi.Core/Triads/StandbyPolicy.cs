using System.Text.Json.Serialization;

namespace FarAi.Core.Triads;

/// <summary>How a triad's standby prepares to take a member's place.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<StandbyPolicy>))]
public enum StandbyPolicy
{
    /// <summary>It does nothing until then; a loss costs the loading of weights and the computing of caches.</summary>
    Cold,

    /// <summary>It holds weights and links; a loss costs the computing of caches from what the member before the place sent.</summary>
    Warm,

    /// <summary>It computes all places beside their members, as far as its memory goes; a loss costs the time to agree on a new epoch.</summary>
    Hot,
}
