namespace Orleans.Runtime;

/// <summary>A timer whose callbacks are turns of its grain. Dispose stops it.</summary>
public interface IGrainTimer : IDisposable
{
    /// <summary>Sets a new due time and period; <see cref="Timeout.InfiniteTimeSpan"/> means never, and once.</summary>
    void Change(TimeSpan dueTime, TimeSpan period);
}
