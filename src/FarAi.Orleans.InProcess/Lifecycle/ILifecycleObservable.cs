namespace Orleans;

/// <summary>Something whose start and end have stages that others may observe.</summary>
public interface ILifecycleObservable
{
    /// <summary>Subscribes to a stage: stages start in ascending and stop in descending order. Dispose unsubscribes.</summary>
    IDisposable Subscribe(string observerName, int stage, ILifecycleObserver observer);
}
