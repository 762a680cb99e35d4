using FarAi.Core.Sessions;
using FarAi.Core.Speculation;
using FarAi.Gateway.Errors;
using FarAi.Grains.Sessions;

namespace FarAi.Gateway.Completions;

/// <summary>Tells a generation that ended well from one that the client must be told of.</summary>
internal static class GenerationFault
{
    /// <summary>The error in a last chunk; null where the generation ended well.</summary>
    /// <param name="last">The last chunk.</param>
    /// <param name="reached">What the client has got: from there it may go on.</param>
    /// <param name="retryAfter">When to try again.</param>
    public static ApiError? Of(SessionChunk last, StreamPosition reached, TimeSpan retryAfter) => last switch
    {
        { Error: { } message } => ApiError.GenerationFailed($"{message} {HowToGoOn(reached)}", retryAfter),
        { Finish: FinishReason.Cancelled } => ApiError.GenerationFailed(
            $"The generation was cancelled on the grid, after token {last.First + last.Tokens.Count}. The text so far is whole and stays valid. {HowToGoOn(reached)}", retryAfter),
        _ => null,
    };

    private static string HowToGoOn(StreamPosition reached) =>
        $"For the rest send the same request as a stream with the header 'Last-Event-ID: {reached}', to any gateway of this grid; GET /farai/v1/sessions/{reached.Session} shows what is kept.";
}
