namespace FarAi.Node.Compute;

/// <summary>What a <see cref="ComputeLoop"/> drives. All members are called on its one thread, so that implementations need no locks.</summary>
internal interface IComputeWork
{
    /// <summary>Computes a batch of what is ready. True where more is ready.</summary>
    bool RunPass();

    /// <summary>When <see cref="OnDeadline"/> must be called, a timestamp of the time provider; <see cref="long.MaxValue"/> for never.</summary>
    long NextDeadline();

    /// <summary>The deadline has passed.</summary>
    void OnDeadline(long now);

    /// <summary>A message or a pass failed in a way that nobody foresaw: drop what may be half done, and go on.</summary>
    void OnFailure(Exception exception);
}
