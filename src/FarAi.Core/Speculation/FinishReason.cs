using System.Text.Json.Serialization;

namespace FarAi.Core.Speculation;

/// <summary>Why a generation ended.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<FinishReason>))]
public enum FinishReason
{
    /// <summary>It has not ended.</summary>
    None,

    /// <summary>The model chose an end token, or the text reached a stop string.</summary>
    Stop,

    /// <summary>The token limit or the model's context is reached.</summary>
    Length,

    /// <summary>The client went away or cancelled.</summary>
    Cancelled,
}
