namespace Orleans;

/// <summary>Takes part in the start and the end of something.</summary>
public interface ILifecycleObserver
{
    /// <summary>Runs when the subscribed stage starts.</summary>
    Task OnStart(CancellationToken cancellationToken = default);

    /// <summary>Runs when the subscribed stage stops.</summary>
    Task OnStop(CancellationToken cancellationToken = default);
}
