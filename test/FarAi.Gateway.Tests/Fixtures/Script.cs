using FarAi.Core.Speculation;
using FarAi.Grains.Sessions;

namespace FarAi.Gateway.Tests.Fixtures;

/// <summary>Chunks as sessions give them.</summary>
internal static class Script
{
    public static readonly SessionUsage Usage = new(PromptTokens: 5, CompletionTokens: 4, DraftedTokens: 6, AcceptedTokens: 3, Rounds: 2);

    /// <summary>"Hello, wörld" in three pieces of one, two and one tokens.</summary>
    public static readonly SessionChunk[] Hello =
    [
        Piece(0, [10], "Hel"),
        Piece(1, [11, 12], "lo, wörld"),
        Last(3, [2], FinishReason.Stop),
    ];

    public static SessionChunk Piece(int first, int[] tokens, string text) => new() { First = first, Tokens = tokens, Text = text };

    public static SessionChunk Last(int first, int[] tokens, FinishReason finish, string text = "") =>
        new() { First = first, Tokens = tokens, Text = text, Finish = finish, Usage = Usage };

    public static SessionChunk Failed(int first, string error) => new() { First = first, Tokens = [], Text = "", Error = error };

    public static async IAsyncEnumerable<SessionChunk> Play(params SessionChunk[] chunks)
    {
        foreach (var chunk in chunks)
        {
            await Task.Yield();
            yield return chunk;
        }
    }

    /// <summary>These chunks, then nothing until the reader leaves.</summary>
    public static async IAsyncEnumerable<SessionChunk> PlayThenWait(
        SessionChunk[] chunks, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var chunk in chunks)
            yield return chunk;
        await Task.Delay(Timeout.Infinite, cancellationToken);
    }

    /// <summary>These chunks, then a break.</summary>
    public static async IAsyncEnumerable<SessionChunk> PlayThenThrow(SessionChunk[] chunks, Exception exception)
    {
        foreach (var chunk in chunks)
        {
            await Task.Yield();
            yield return chunk;
        }

        throw exception;
    }
}
