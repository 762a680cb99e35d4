namespace FarAi.Core.Sessions;

/// <summary>The pause between two looks for nodes that could go on with a session: it grows with the time that the search takes.</summary>
public static class SearchPause
{
    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(1);

    /// <summary>Half of the time waited so far, from 100 ms to 1 s.</summary>
    public static TimeSpan After(TimeSpan waited) => TimeSpan.FromTicks(Math.Clamp(waited.Ticks / 2, Shortest.Ticks, Longest.Ticks));
}
