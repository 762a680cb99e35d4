namespace FarAi.Simulation.Engine;

/// <summary>The clock of a simulation: it moves when the kernel moves it, from one event to the next.</summary>
internal sealed class VirtualTime(SimulationKernel kernel) : TimeProvider
{
    // A fixed day, so that dates in stored states replay too.
    private static readonly DateTimeOffset s_start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    public override long GetTimestamp()
    {
        kernel.IsOwnThread("the clock was read");
        return kernel.Now.Ticks;
    }

    public override DateTimeOffset GetUtcNow()
    {
        kernel.IsOwnThread("the clock was read");
        return s_start + kernel.Now;
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new VirtualTimer(kernel, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }
}
