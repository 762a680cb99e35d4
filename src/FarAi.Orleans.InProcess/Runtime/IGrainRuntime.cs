using Orleans.Timers;

namespace Orleans.Runtime;

/// <summary>What the host offers to all grains.</summary>
public interface IGrainRuntime
{
    /// <summary>The host's name.</summary>
    string SiloIdentity { get; }

    /// <summary>Makes references to grains.</summary>
    IGrainFactory GrainFactory { get; }

    /// <summary>Makes grain timers.</summary>
    ITimerRegistry TimerRegistry { get; }

    /// <summary>The host's services.</summary>
    IServiceProvider ServiceProvider { get; }

    /// <summary>The host's clock.</summary>
    TimeProvider TimeProvider { get; }

    /// <summary>Ends an activation once the calls that run now are done.</summary>
    void DeactivateOnIdle(IGrainContext grainContext);

    /// <summary>Keeps an activation from idle collection for a while.</summary>
    void DelayDeactivation(IGrainContext grainContext, TimeSpan timeSpan);
}
