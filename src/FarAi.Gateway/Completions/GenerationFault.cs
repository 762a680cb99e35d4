using FarAi.Core.Speculation;
using FarAi.Gateway.Errors;
using FarAi.Grains.Sessions;

namespace FarAi.Gateway.Completions;

/// <summary>Tells a generation that ended well from one that the client must be told of.</summary>
internal static class GenerationFault
{
    /// <summary>The error in a last chunk; null where the generation ended well.</summary>
    public static ApiError? Of(SessionChunk last, TimeSpan retryAfter) => last switch
    {
        { Error: { } message } => ApiError.GenerationFailed(message, retryAfter),
        { Finish: FinishReason.Cancelled } => ApiError.GenerationFailed(
            "The generation was cancelled on the grid. The text so far is whole and stays valid; send the request again for its rest.", retryAfter),
        _ => null,
    };
}
