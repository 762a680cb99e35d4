using System.Diagnostics.CodeAnalysis;

namespace Orleans.Runtime;

/// <summary>When a grain timer runs, and what it means for its grain.</summary>
public readonly struct GrainTimerCreationOptions()
{
    /// <summary>Sets the two times; the callback neither interleaves nor keeps the grain alive.</summary>
    [SetsRequiredMembers]
    public GrainTimerCreationOptions(TimeSpan dueTime, TimeSpan period)
        : this()
    {
        DueTime = dueTime;
        Period = period;
    }

    /// <summary>Time to the first run; <see cref="Timeout.InfiniteTimeSpan"/>: not until Change.</summary>
    public required TimeSpan DueTime { get; init; }

    /// <summary>Time from the end of a run to the next; <see cref="Timeout.InfiniteTimeSpan"/>: run once.</summary>
    public required TimeSpan Period { get; init; }

    /// <summary>Whether a run may start while a call of the grain awaits; default false.</summary>
    public bool Interleave { get; init; }

    /// <summary>Whether a run counts as activity that keeps the grain from idle collection; default false.</summary>
    public bool KeepAlive { get; init; }
}
