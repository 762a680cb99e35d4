using FarAi.Core.Speculation;

namespace FarAi.Core.Sessions;

/// <summary>
/// The committed tokens of a generation. Verdicts may come twice (a reopened session regenerates what was not stored) or out
/// of order (they pass through different links); each token is committed once, at its position.
/// </summary>
public sealed class SessionLog
{
    private const int MostEarly = 256;
    private readonly List<int> _tokens;
    private readonly int _promptLength;
    private readonly SortedDictionary<int, Verdict> _early = [];

    /// <summary>Starts with a prompt, what is committed already, and what was counted with it.</summary>
    public SessionLog(IReadOnlyList<int> prompt, IReadOnlyList<int> generated, long drafted = 0, long accepted = 0, long rounds = 0)
    {
        ArgumentNullException.ThrowIfNull(prompt);
        _promptLength = prompt.Count;
        _tokens = [.. prompt, .. generated];
        (Drafted, Accepted, Rounds) = (drafted, accepted, rounds);
    }

    /// <summary>Tokens committed beyond the prompt.</summary>
    public int Count => _tokens.Count - _promptLength;

    /// <summary>Prompt and committed tokens: the position of the next one.</summary>
    public int Known => _tokens.Count;

    /// <summary>Why the generation ended, as the tail saw it.</summary>
    public FinishReason Finish { get; private set; }

    /// <summary>Drafted tokens that committed rounds verified.</summary>
    public long Drafted { get; private set; }

    /// <summary>Those that were accepted.</summary>
    public long Accepted { get; private set; }

    /// <summary>Committed rounds.</summary>
    public long Rounds { get; private set; }

    /// <summary>Whether a verdict waits for one before it, which is late or lost.</summary>
    public bool HasGap => _early.Count > 0;

    /// <summary>A generated token.</summary>
    public int this[int index] => _tokens[_promptLength + index];

    /// <summary>Prompt and generated tokens.</summary>
    public int[] All() => [.. _tokens];

    /// <summary>Generated tokens from an index on.</summary>
    public int[] From(int index) => [.. _tokens.Skip(_promptLength + index)];

    /// <summary>Commits what a verdict adds. Returns how many tokens are new; 0 for a repeat or for one that came too early and waits.</summary>
    public int Commit(Verdict verdict)
    {
        ArgumentNullException.ThrowIfNull(verdict);
        if (Finish != FinishReason.None)
            return 0;
        if (verdict.Start > _tokens.Count)
        {
            if (_early.Count < MostEarly)
                _early.TryAdd(verdict.Start, verdict);
            return 0;
        }

        var before = _tokens.Count;
        Append(verdict);
        while (Finish == FinishReason.None && _early.Count > 0 && _early.First() is var (start, next) && start <= _tokens.Count)
        {
            _early.Remove(start);
            Append(next);
        }

        return _tokens.Count - before;
    }

    private void Append(Verdict verdict)
    {
        var known = _tokens.Count - verdict.Start;
        if (known >= verdict.Tokens.Count)
            return;
        _tokens.AddRange(verdict.Tokens.Skip(known));
        Finish = verdict.Finish;
        Drafted += verdict.Drafted;
        Accepted += verdict.Accepted;
        Rounds++;
    }
}
