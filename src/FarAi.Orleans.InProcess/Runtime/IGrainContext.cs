namespace Orleans.Runtime;

/// <summary>One activation of a grain, as the grain and its parts see it.</summary>
public interface IGrainContext
{
    /// <summary>A reference to the grain.</summary>
    GrainReference GrainReference { get; }

    /// <summary>The grain's identity.</summary>
    GrainId GrainId { get; }

    /// <summary>The grain object; null until it is made.</summary>
    object? GrainInstance { get; }

    /// <summary>The identity of this activation.</summary>
    ActivationId ActivationId { get; }

    /// <summary>Where this activation is.</summary>
    GrainAddress Address { get; }

    /// <summary>Services scoped to this activation.</summary>
    IServiceProvider ActivationServices { get; }

    /// <summary>The stages of the activation's start and end.</summary>
    IGrainLifecycle ObservableLifecycle { get; }

    /// <summary>Completes when the activation has ended.</summary>
    Task Deactivated { get; }

    /// <summary>Ends the activation once the calls that run now are done.</summary>
    void Deactivate(DeactivationReason deactivationReason, CancellationToken cancellationToken = default);

    /// <summary>
    /// Ends the activation once the calls that run now are done, and starts it again, with what it packed, on another silo if placement,
    /// which sees <paramref name="requestContext"/>, chooses one.
    /// </summary>
    void Migrate(Dictionary<string, object>? requestContext, CancellationToken cancellationToken = default);
}
