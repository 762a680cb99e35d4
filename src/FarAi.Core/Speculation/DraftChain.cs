namespace FarAi.Core.Speculation;

/// <summary>
/// What a scout has drafted, as the head sees it: tokens for the positions from <see cref="Basis"/> on, all conditioned on
/// one another. A scout starts a new chain, with a higher basis, whenever a verdict contradicts its old one. Drafts and
/// verdicts travel on different links, so a chain may be ahead of what the head knows; it counts only once it agrees.
/// </summary>
public sealed class DraftChain
{
    private readonly List<int> _tokens = [];
    private bool _dead = true;

    /// <summary>Position of the chain's first token; -1 before the first draft.</summary>
    public int Basis { get; private set; } = -1;

    /// <summary>Position after the chain's last token.</summary>
    public int End => _dead ? -1 : Basis + _tokens.Count;

    /// <summary>Takes a draft. False where it is stale, leaves a gap, or would grow the chain beyond the window.</summary>
    public bool Append(int basis, int start, ReadOnlySpan<int> tokens, IReadOnlyList<int> known)
    {
        ArgumentNullException.ThrowIfNull(known);
        if (basis < Basis || (basis == Basis && (_dead || start != End)) || (basis > Basis && start != basis))
            return false;
        if ((long)start + tokens.Length > known.Count + Limit)
            return false;
        if (basis > Basis)
        {
            Basis = basis;
            _tokens.Clear();
            _dead = false;
        }

        foreach (var token in tokens)
            _tokens.Add(token);
        for (var position = start; position < Math.Min(End, known.Count) && !_dead; position++)
            Check(position, known[position]);
        return !_dead;
    }

    /// <summary>A token was committed: the chain dies where it had another one there.</summary>
    public void Check(int position, int token)
    {
        if (!_dead && position >= Basis && position < End && _tokens[position - Basis] != token)
            _dead = true;
    }

    /// <summary>How many drafted tokens there are from <paramref name="position"/> on, given what is committed up to <paramref name="known"/>.</summary>
    public int Available(int position, int known) => _dead || Basis > known ? 0 : Math.Max(0, End - position);

    /// <summary>The drafted token of a position within the chain.</summary>
    public int this[int position] => _tokens[position - Basis];

    /// <summary>Forgets everything: another scout takes over.</summary>
    public void Reset()
    {
        Basis = -1;
        _tokens.Clear();
        _dead = true;
    }

    private const int Limit = (SpeculationPlan.MaxGamma + 1) * (SpeculationPlan.MaxInFlight + 1);
}
