using System.Text.Json.Serialization;

namespace FarAi.Core.Triads;

/// <summary>A member's place in the pipeline.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<TriadRole>))]
public enum TriadRole
{
    /// <summary>Embeds, starts every round.</summary>
    Head,

    /// <summary>Passes hidden states on.</summary>
    Middle,

    /// <summary>Chooses tokens and gives the verdict.</summary>
    Tail,
}
