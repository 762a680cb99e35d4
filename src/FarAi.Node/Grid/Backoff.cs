namespace FarAi.Node.Grid;

/// <summary>Pauses between attempts: doubling from 0.2 s to a limit, each shortened by up to half at random, so that nodes don't return all at once. Pure.</summary>
internal sealed class Backoff(TimeSpan longest)
{
    private static readonly TimeSpan First = TimeSpan.FromSeconds(0.2);
    private TimeSpan _pause = First;

    /// <summary>The next pause.</summary>
    /// <param name="chance">Uniform in [0, 1).</param>
    public TimeSpan Next(double chance)
    {
        var pause = _pause;
        _pause = _pause * 2 < longest ? _pause * 2 : longest;
        return pause * (1 - (0.5 * chance));
    }

    /// <summary>An attempt succeeded.</summary>
    public void Reset() => _pause = First;
}
