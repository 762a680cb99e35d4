namespace FarAi.Cli.Up;

/// <summary>How long to wait before a dead node is started again: at once after a long life, ever longer when it dies young.</summary>
internal sealed class RestartBackOff
{
    private static readonly TimeSpan First = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan LongLife = TimeSpan.FromSeconds(30);
    private TimeSpan _next = First;

    /// <summary>How often in a row the node died young.</summary>
    public int DiedYoung { get; private set; }

    /// <summary>The wait after a process that lived this long.</summary>
    public TimeSpan After(TimeSpan lived)
    {
        if (lived >= LongLife)
            (_next, DiedYoung) = (First, 0);
        DiedYoung++;
        var wait = _next;
        _next = TimeSpan.FromTicks(Math.Min(_next.Ticks * 2, Longest.Ticks));
        return wait;
    }
}
