namespace Orleans.Streams.Core;

/// <summary>A grain that is told of its subscriptions when an event arrives for which no listener is attached yet.</summary>
public interface IStreamSubscriptionObserver
{
    /// <summary>Attaches a listener: make the handle from the factory and resume it.</summary>
    Task OnSubscribed(IStreamSubscriptionHandleFactory handleFactory);
}
