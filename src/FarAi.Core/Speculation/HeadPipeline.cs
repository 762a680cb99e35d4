namespace FarAi.Core.Speculation;

/// <summary>
/// The head's side of a session: decides which round to start next, from what is committed, what the scout drafted and
/// what is under way. Pure; single-threaded.
/// <para>
/// Rounds form a line. Each round's inputs extend the positions sent before. A verdict that contradicts a sent draft
/// cuts the line: later rounds of it are stale (the tail drops them without a word), and a new line starts at the
/// first position whose input was wrong.
/// </para>
/// </summary>
public sealed class HeadPipeline
{
    private readonly List<int> _known;
    private readonly List<int> _speculative = []; // inputs sent for the positions from _known.Count on
    private readonly DraftChain _chain = new();
    private readonly int _limit;
    private int _sent; // positions 0.._sent-1 have been sent as inputs

    /// <summary>Starts where a prefill of all but the last known token has been sent.</summary>
    /// <param name="tokens">Prompt and committed tokens, at least one.</param>
    /// <param name="plan">How far to speculate.</param>
    /// <param name="limit">Longest sequence. The last token is only ever chosen, never an input, so no round reaches it.</param>
    public HeadPipeline(IReadOnlyList<int> tokens, SpeculationPlan plan, int limit = int.MaxValue)
    {
        ArgumentNullException.ThrowIfNull(tokens);
        ArgumentOutOfRangeException.ThrowIfZero(tokens.Count);
        _known = [.. tokens];
        _sent = _known.Count - 1;
        _limit = limit;
        Plan = plan;
    }

    /// <summary>How far to speculate.</summary>
    public SpeculationPlan Plan { get; set; }

    /// <summary>How many tokens are committed, prompt included.</summary>
    public int Known => _known.Count;

    /// <summary>Rounds of the current line without a verdict.</summary>
    public int InFlight { get; private set; }

    /// <summary>Whether a scout may send drafts.</summary>
    public bool HasScout { get; private set; }

    /// <summary>Whether the scout's present chain of drafts agrees with all that is committed.</summary>
    public bool HasDraft => _chain.End >= 0;

    /// <summary>A scout attached (true) or is gone; what an earlier one drafted is forgotten.</summary>
    public void SetScout(bool present)
    {
        HasScout = present;
        _chain.Reset();
    }

    /// <summary>Takes a draft; false where it is stale or malformed and was dropped.</summary>
    public bool OnDraft(int basis, int start, ReadOnlySpan<int> tokens) => _chain.Append(basis, start, tokens, _known);

    /// <summary>Takes committed tokens. False (and nothing changes) where they don't start at the next position.</summary>
    /// <param name="start">Position of the first one.</param>
    /// <param name="tokens">The tokens.</param>
    public bool OnVerdict(int start, ReadOnlySpan<int> tokens)
    {
        if (start != _known.Count || tokens.IsEmpty || InFlight == 0)
            return false;
        InFlight--;
        foreach (var token in tokens)
        {
            var position = _known.Count;
            _chain.Check(position, token);
            if (_speculative.Count > 0)
            {
                if (_speculative[0] == token)
                    _speculative.RemoveAt(0);
                else
                    CutLine(position);
            }

            _known.Add(token);
        }

        return true;
    }

    /// <summary>Takes committed tokens that no round of this pipeline waits for; those that are known already are passed over. False where some before them are missing.</summary>
    public bool Follow(int start, ReadOnlySpan<int> tokens)
    {
        if (start > _known.Count)
            return false;
        for (var i = _known.Count - start; i < tokens.Length; i++)
        {
            _chain.Check(_known.Count, tokens[i]);
            _known.Add(tokens[i]);
        }

        return true;
    }

    /// <summary>Gives up the present line: what is under way may be lost. The next one starts at the last known token.</summary>
    public void Restart()
    {
        CutLine(_known.Count - 1);
        SetScout(false);
    }

    /// <summary>The positions that were followed after a restart and are no round's inputs any more: they have to be computed before the next line starts behind them.</summary>
    public (int Start, int[] Tokens) TakeUp()
    {
        var start = _sent;
        _sent = _known.Count - 1;
        return (start, [.. _known[start.._sent]]);
    }

    /// <summary>The fingerprint of the positions before the last known token: those that a new line builds on.</summary>
    public ulong Prefix => TokenPrefix.Of(_known.Take(_known.Count - 1));

    /// <summary>A known token.</summary>
    public int this[int position] => _known[position];

    /// <summary>The next round to start, or null to wait. Call again until null after every event.</summary>
    /// <param name="held">Whether the plan's hold time has passed since the last event, so that a short draft must do.</param>
    public VerifyRound? Next(bool held)
    {
        if (_sent < _known.Count)
            return NextOfNewLine(held);
        if (InFlight == 0 || InFlight >= Plan.InFlight || Plan.Gamma == 0)
            return null;
        var wanted = Wanted(_sent);
        var count = Math.Min(wanted, _chain.Available(_sent, _known.Count));

        // The choice of the round before decides the first draft; this round's own verdict decides the others.
        return count == 0 || count < wanted ? null : Send([], count, drafted: count - 1);
    }

    /// <summary>Whether <see cref="Next"/> waits only for a draft, so that the hold timer should run.</summary>
    public bool IsHolding => _sent < _known.Count && ShouldHold(AvailableForNewLine());

    private VerifyRound? NextOfNewLine(bool held)
    {
        var available = AvailableForNewLine();
        if (!held && ShouldHold(available))
            return null;
        var known = _known[_sent..];
        return Send(known, available, drafted: available);
    }

    private int AvailableForNewLine() => Math.Min(Wanted(_known.Count), _chain.Available(_known.Count, _known.Count));

    private bool ShouldHold(int available) => HasScout && Plan.Hold > TimeSpan.Zero && available < Wanted(_known.Count);

    private int Wanted(int position) => Math.Clamp(_limit - 1 - position, 0, Plan.Gamma);

    private VerifyRound Send(List<int> known, int fromChain, int drafted)
    {
        var start = _sent;
        var tokens = new int[known.Count + fromChain];
        known.CopyTo(tokens);
        for (var i = 0; i < fromChain; i++)
        {
            var token = _chain[start + known.Count + i];
            tokens[known.Count + i] = token;
            _speculative.Add(token);
        }

        _sent += tokens.Length;
        InFlight++;
        return new VerifyRound(start, tokens, drafted);
    }

    private void CutLine(int position)
    {
        _speculative.Clear();
        _sent = position;
        InFlight = 0;
    }
}
