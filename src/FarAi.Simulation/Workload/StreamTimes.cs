using FarAi.Core.Identity;

namespace FarAi.Simulation.Workload;

/// <summary>When one client got its tokens.</summary>
internal sealed class StreamTimes(SessionId session)
{
    private readonly List<TimeSpan> _tokens = [];

    public SessionId Session { get; } = session;

    /// <summary>When the grid said that it runs; null where it never did.</summary>
    public TimeSpan? Started { get; private set; }

    /// <summary>When tokens came, in order; several at once count as one time.</summary>
    public IReadOnlyList<TimeSpan> Tokens => _tokens;

    /// <summary>Longest wait between two tokens, or for the first one.</summary>
    public TimeSpan LongestGap { get; private set; }

    /// <summary>The median of its waits between two tokens; zero where there is none.</summary>
    public TimeSpan Usual()
    {
        TimeSpan[] waits = [.. _tokens.Zip(_tokens.Skip(1), (a, b) => b - a).Order()];
        return waits.Length == 0 ? TimeSpan.Zero : waits[waits.Length / 2];
    }

    public void OnStarted(TimeSpan now) => Started ??= now;

    public void OnTokens(TimeSpan now)
    {
        var wait = now - (_tokens.Count > 0 ? _tokens[^1] : Started ?? now);
        LongestGap = wait > LongestGap ? wait : LongestGap;
        _tokens.Add(now);
    }
}
