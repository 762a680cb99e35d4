using System.Diagnostics.CodeAnalysis;
using Orleans.Runtime;

namespace Orleans;

/// <summary>Base class of grains. Instances are made by the host, one per activation, and are called one turn at a time.</summary>
public abstract class Grain : IGrainBase, IAddressable
{
    /// <summary>Binds the instance to the activation that the host is starting on this thread.</summary>
    protected Grain()
        : this(RuntimeContext.Current!)
    {
    }

    /// <summary>Binds the instance to a given activation; for tests that build a grain by hand.</summary>
    protected Grain(IGrainContext grainContext, IGrainRuntime? grainRuntime = null)
    {
        GrainContext = grainContext;
        Runtime = grainRuntime ?? (IGrainRuntime?)grainContext?.ActivationServices.GetService(typeof(IGrainRuntime));
    }

    /// <inheritdoc/>
    [AllowNull]
    public IGrainContext GrainContext { get; }

    /// <summary>A reference to this grain that others may call.</summary>
    public GrainReference GrainReference => GrainContext.GrainReference;

    /// <summary>The grain's id as text.</summary>
    public string IdentityString => GrainContext.GrainId.ToString();

    /// <summary>The host's name.</summary>
    public string RuntimeIdentity => Runtime?.SiloIdentity ?? string.Empty;

    /// <summary>Makes references to other grains.</summary>
    protected IGrainFactory GrainFactory => RequireRuntime().GrainFactory;

    /// <summary>The activation's own services, scoped to it.</summary>
    protected internal IServiceProvider ServiceProvider => GrainContext?.ActivationServices ?? RequireRuntime().ServiceProvider;

    internal IGrainRuntime? Runtime { get; }

    /// <inheritdoc/>
    public virtual Task OnActivateAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public virtual Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Ends the activation once the calls that run now are done; waiting calls go to its successor.</summary>
    protected void DeactivateOnIdle() => RequireRuntime().DeactivateOnIdle(GrainContext);

    /// <summary>Moves the activation, once the calls that run now are done, to another silo if placement chooses one; else it just ends.</summary>
    protected void MigrateOnIdle()
    {
        RequireRuntime();
        ((IGrainBase)this).MigrateOnIdle();
    }

    /// <summary>Keeps the activation from idle collection for at least <paramref name="timeSpan"/>; a negative span takes that back.</summary>
    protected void DelayDeactivation(TimeSpan timeSpan) => RequireRuntime().DelayDeactivation(GrainContext, timeSpan);

    internal IGrainRuntime RequireRuntime() => Runtime
        ?? throw new InvalidOperationException("Grain was created outside of the Orleans creation process and no runtime was specified.");
}
