namespace FarAi.Node.Grid;

/// <summary>
/// Pauses between attempts: 0.2 s for the first ones, because a control process that is started again is back soon and streams wait for it; then
/// doubling to a limit. Each is shortened by up to half at random, so that nodes don't return all at once. Pure.
/// </summary>
internal sealed class Backoff(TimeSpan longest)
{
    private static readonly TimeSpan First = TimeSpan.FromSeconds(0.2);
    private const int QuickAttempts = 15;
    private TimeSpan _pause = First;
    private int _attempts;

    /// <summary>The next pause.</summary>
    /// <param name="chance">Uniform in [0, 1).</param>
    public TimeSpan Next(double chance)
    {
        var pause = _pause;
        if (++_attempts >= QuickAttempts)
            _pause = _pause * 2 < longest ? _pause * 2 : longest;
        return pause * (1 - (0.5 * chance));
    }

    /// <summary>An attempt succeeded.</summary>
    public void Reset() => (_pause, _attempts) = (First, 0);
}
