namespace FarAi.Core.Triads;

/// <summary>
/// Bounds how often a second node is asked for what a slow one owes: hedged requests pay while they are rare, and feed an overload where they are not
/// (Dean, Barroso 2013, 'The tail at scale'). Single-threaded.
/// </summary>
public sealed class HedgeBudget
{
    /// <summary>Rounds per hedge in the long run: 2 % of them.</summary>
    public const int RoundsPerHedge = 50;

    /// <summary>Hedges that may come at once.</summary>
    public const int Burst = 3;

    private int _credit = Burst * RoundsPerHedge;

    /// <summary>A round went out.</summary>
    public void OnRound() => _credit = Math.Min(_credit + 1, Burst * RoundsPerHedge);

    /// <summary>Takes a hedge, where there is one.</summary>
    public bool TryTake()
    {
        if (_credit < RoundsPerHedge)
            return false;
        _credit -= RoundsPerHedge;
        return true;
    }
}
