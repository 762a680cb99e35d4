namespace FarAi.Core.Speculation;

/// <summary>
/// The tail's side of a session: which rounds still count, and which tokens the target's choices commit. Pure; single-threaded.
/// A draft is accepted exactly while it equals the target's own choice under the session's noise, so the committed
/// tokens are those of plain decoding (Daliri, Musco, Suresh 2024, drafter-invariant coupling).
/// </summary>
public sealed class TailVerifier
{
    private readonly List<int> _tokens;
    private readonly HashSet<int> _endTokens;
    private readonly int _limit;

    /// <summary>Starts after a prefill.</summary>
    /// <param name="tokens">Prompt and committed tokens, at least one.</param>
    /// <param name="limit">Longest sequence: prompt length + most generated tokens, within the model's context.</param>
    /// <param name="endTokens">Tokens that end the generation.</param>
    public TailVerifier(IReadOnlyList<int> tokens, int limit, IEnumerable<int> endTokens)
    {
        ArgumentNullException.ThrowIfNull(tokens);
        ArgumentOutOfRangeException.ThrowIfZero(tokens.Count);
        _tokens = [.. tokens];
        _endTokens = [.. endTokens];
        _limit = limit;
    }

    /// <summary>How many tokens are committed, prompt included.</summary>
    public int Known => _tokens.Count;

    /// <summary>Why the generation ended; <see cref="FinishReason.None"/> while it goes on.</summary>
    public FinishReason Finish { get; private set; }

    /// <summary>Whether a round belongs to the current line. A stale one (of a line that a verdict has cut) must be dropped.</summary>
    public bool Accepts(int start, ReadOnlySpan<int> tokens) =>
        Finish == FinishReason.None && !tokens.IsEmpty && start == _tokens.Count - 1 && tokens[0] == _tokens[^1];

    /// <summary>Commits what the target chose in a round that <see cref="Accepts"/>.</summary>
    /// <param name="inputs">The round's input tokens.</param>
    /// <param name="choices">The target's choice after each input, same length.</param>
    /// <returns>Committed tokens (at least one) and how many drafted inputs were right.</returns>
    public (int[] Tokens, int Accepted) Commit(ReadOnlySpan<int> inputs, ReadOnlySpan<int> choices)
    {
        var right = 0;
        while (right + 1 < inputs.Length && inputs[right + 1] == choices[right])
            right++;
        var committed = new List<int>(right + 1);
        for (var i = 0; i <= right && Finish == FinishReason.None; i++)
        {
            committed.Add(choices[i]);
            _tokens.Add(choices[i]);
            if (_endTokens.Contains(choices[i]))
                Finish = FinishReason.Stop;
            else if (_tokens.Count >= _limit)
                Finish = FinishReason.Length;
        }

        return ([.. committed], Math.Min(right, committed.Count));
    }

    /// <summary>Committed tokens from a position on, for a scout that attaches late.</summary>
    public int[] From(int position) => position >= _tokens.Count ? [] : [.. _tokens.Skip(Math.Max(0, position))];
}
