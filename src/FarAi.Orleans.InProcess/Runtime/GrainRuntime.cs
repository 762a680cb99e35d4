using Orleans;
using Orleans.Runtime;
using Orleans.Timers;

namespace FarAi.Orleans.InProcess;

/// <summary>The host as grains see it.</summary>
internal sealed class GrainRuntime(GrainHost host, IGrainFactory grainFactory) : IGrainRuntime, ITimerRegistry, IGrainContextAccessor
{
    public string SiloIdentity => host.Address.ToString();

    public IGrainFactory GrainFactory => grainFactory;

    public ITimerRegistry TimerRegistry => this;

    public IServiceProvider ServiceProvider => host.Services;

    public TimeProvider TimeProvider => host.Time;

    public IGrainContext GrainContext => RuntimeContext.Current!;

    public void DeactivateOnIdle(IGrainContext grainContext) => grainContext.Deactivate(
        new DeactivationReason(DeactivationReasonCode.ApplicationRequested, $"{nameof(DeactivateOnIdle)} was called."));

    public void DelayDeactivation(IGrainContext grainContext, TimeSpan timeSpan) => ActivationOf(grainContext).DelayDeactivation(timeSpan);

    public IGrainTimer RegisterGrainTimer<TState>(
        IGrainContext grainContext, Func<TState, CancellationToken, Task> callback, TState state, GrainTimerCreationOptions options)
    {
        ArgumentNullException.ThrowIfNull(callback);
        return new GrainTimer<TState>(host, ActivationOf(grainContext), callback, state, options);
    }

    private static Activation ActivationOf(IGrainContext context) => context as Activation
        ?? throw new ArgumentException("The grain context is no activation of this host.", nameof(context));
}
