namespace Orleans.Streams;

/// <summary>Listeners made of functions.</summary>
public static class StreamSubscriptionHandleExtensions
{
    /// <summary>Resumes with a listener that calls these functions.</summary>
    public static Task<StreamSubscriptionHandle<T>> ResumeAsync<T>(
        this StreamSubscriptionHandle<T> handle, Func<T, StreamSequenceToken?, Task> onNextAsync, Func<Exception, Task> onErrorAsync, Func<Task> onCompletedAsync, StreamSequenceToken? token = null) =>
        handle.ResumeAsync(new FarAi.Orleans.InProcess.FunctionObserver<T>(onNextAsync, onErrorAsync, onCompletedAsync), token);

    /// <summary>Resumes with a listener that calls these functions.</summary>
    public static Task<StreamSubscriptionHandle<T>> ResumeAsync<T>(
        this StreamSubscriptionHandle<T> handle, Func<T, StreamSequenceToken?, Task> onNextAsync, Func<Exception, Task> onErrorAsync, StreamSequenceToken? token = null) =>
        handle.ResumeAsync(new FarAi.Orleans.InProcess.FunctionObserver<T>(onNextAsync, onErrorAsync, null), token);

    /// <summary>Resumes with a listener that calls these functions.</summary>
    public static Task<StreamSubscriptionHandle<T>> ResumeAsync<T>(
        this StreamSubscriptionHandle<T> handle, Func<T, StreamSequenceToken?, Task> onNextAsync, Func<Task> onCompletedAsync, StreamSequenceToken? token = null) =>
        handle.ResumeAsync(new FarAi.Orleans.InProcess.FunctionObserver<T>(onNextAsync, null, onCompletedAsync), token);

    /// <summary>Resumes with a listener that calls this function.</summary>
    public static Task<StreamSubscriptionHandle<T>> ResumeAsync<T>(
        this StreamSubscriptionHandle<T> handle, Func<T, StreamSequenceToken?, Task> onNextAsync, StreamSequenceToken? token = null) =>
        handle.ResumeAsync(new FarAi.Orleans.InProcess.FunctionObserver<T>(onNextAsync, null, null), token);

    /// <summary>Resumes with a listener that calls these functions.</summary>
    public static Task<StreamSubscriptionHandle<T>> ResumeAsync<T>(
        this StreamSubscriptionHandle<T> handle, Func<IList<SequentialItem<T>>, Task> onNextAsync, Func<Exception, Task> onErrorAsync, Func<Task> onCompletedAsync, StreamSequenceToken? token = null) =>
        handle.ResumeAsync(new FarAi.Orleans.InProcess.FunctionBatchObserver<T>(onNextAsync, onErrorAsync, onCompletedAsync), token);

    /// <summary>Resumes with a listener that calls these functions.</summary>
    public static Task<StreamSubscriptionHandle<T>> ResumeAsync<T>(
        this StreamSubscriptionHandle<T> handle, Func<IList<SequentialItem<T>>, Task> onNextAsync, Func<Exception, Task> onErrorAsync, StreamSequenceToken? token = null) =>
        handle.ResumeAsync(new FarAi.Orleans.InProcess.FunctionBatchObserver<T>(onNextAsync, onErrorAsync, null), token);

    /// <summary>Resumes with a listener that calls these functions.</summary>
    public static Task<StreamSubscriptionHandle<T>> ResumeAsync<T>(
        this StreamSubscriptionHandle<T> handle, Func<IList<SequentialItem<T>>, Task> onNextAsync, Func<Task> onCompletedAsync, StreamSequenceToken? token = null) =>
        handle.ResumeAsync(new FarAi.Orleans.InProcess.FunctionBatchObserver<T>(onNextAsync, null, onCompletedAsync), token);

    /// <summary>Resumes with a listener that calls this function.</summary>
    public static Task<StreamSubscriptionHandle<T>> ResumeAsync<T>(
        this StreamSubscriptionHandle<T> handle, Func<IList<SequentialItem<T>>, Task> onNextAsync, StreamSequenceToken? token = null) =>
        handle.ResumeAsync(new FarAi.Orleans.InProcess.FunctionBatchObserver<T>(onNextAsync, null, null), token);
}
