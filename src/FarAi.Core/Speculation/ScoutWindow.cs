namespace FarAi.Core.Speculation;

/// <summary>
/// The scout's side of a session: what it knows, what it has drafted beyond that, and how much more it may draft.
/// Pure; single-threaded. The mirror of <see cref="DraftChain"/>.
/// </summary>
public sealed class ScoutWindow
{
    private readonly List<int> _known;
    private readonly List<int> _drafted = []; // positions Basis.. ; may overlap what is known by now
    private readonly int _limit;
    private int _reported; // position up to which drafts were sent

    /// <summary>Starts with prompt and committed tokens, at least one.</summary>
    /// <param name="tokens">Prompt and committed tokens.</param>
    /// <param name="plan">How far to speculate.</param>
    /// <param name="limit">The draft model's longest sequence: no draft reaches beyond it.</param>
    public ScoutWindow(IReadOnlyList<int> tokens, SpeculationPlan plan, int limit = int.MaxValue)
    {
        ArgumentNullException.ThrowIfNull(tokens);
        ArgumentOutOfRangeException.ThrowIfZero(tokens.Count);
        _known = [.. tokens];
        Basis = _reported = _known.Count;
        _limit = limit;
        Plan = plan;
    }

    /// <summary>How far to speculate.</summary>
    public SpeculationPlan Plan { get; set; }

    /// <summary>Position of the first token of the present chain of drafts.</summary>
    public int Basis { get; private set; }

    /// <summary>How many tokens are committed.</summary>
    public int Known => _known.Count;

    /// <summary>Position of the next token to draft.</summary>
    public int Next => Basis + _drafted.Count;

    /// <summary>The token of a position that is known or drafted.</summary>
    public int this[int position] => position < _known.Count ? _known[position] : _drafted[position - Basis];

    /// <summary>Whether the plan allows one more draft now.</summary>
    public bool MayDraft => Plan.Gamma > 0 && Next - _known.Count < Plan.Window && Next < _limit;

    /// <summary>Takes a drafted token for position <see cref="Next"/>.</summary>
    public void Add(int token) => _drafted.Add(token);

    /// <summary>
    /// Takes committed tokens. Overlap with what is known is skipped. Returns the position from which the model's cache
    /// holds wrong inputs (truncate to it), <see cref="int.MaxValue"/> where all of it stays right, or -1 where a gap
    /// shows that a verdict was lost: attach again.
    /// </summary>
    public int OnVerdict(int start, ReadOnlySpan<int> tokens)
    {
        if (start > _known.Count)
            return -1;
        var wrongFrom = int.MaxValue;
        for (var i = Math.Max(0, _known.Count - start); i < tokens.Length; i++)
        {
            var position = _known.Count;
            if (position >= Next || _drafted[position - Basis] != tokens[i])
            {
                if (position < Next && wrongFrom == int.MaxValue)
                    wrongFrom = position;
                _known.Add(tokens[i]);
                Basis = _reported = _known.Count;
                _drafted.Clear();
            }
            else
            {
                _known.Add(tokens[i]);
            }
        }

        return wrongFrom;
    }

    /// <summary>Drafts not yet sent: a full round's worth, or whatever there is when <paramref name="flush"/> says that no more will come soon.</summary>
    public (int Start, int[] Tokens)? TakeUnsent(bool flush)
    {
        var count = Next - _reported;
        if (count == 0 || (count < Plan.Gamma && !flush))
            return null;
        var start = _reported;
        int[] tokens = [.. _drafted.Skip(start - Basis).Take(count)];
        _reported = Next;
        return (start, tokens);
    }
}
