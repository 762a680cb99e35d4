namespace FarAi.Simulation.Grid;

/// <summary>What a <see cref="ComputeQueue"/> drives.</summary>
internal interface IComputeWork
{
    /// <summary>The next batch, or null where nothing waits.</summary>
    ComputePass? RunPass();

    /// <summary>When <see cref="OnDeadline"/> wants to be called; <see cref="TimeSpan.MaxValue"/> for never.</summary>
    TimeSpan NextDeadline();

    /// <summary>A deadline passed.</summary>
    void OnDeadline(TimeSpan now);
}
