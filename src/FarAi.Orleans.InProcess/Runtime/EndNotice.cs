namespace FarAi.Orleans.InProcess;

/// <summary>Tells those who wait for the end of an activation, on a thread of the scheduler's choice.</summary>
internal sealed class EndNotice(TaskCompletionSource ended) : IThreadPoolWorkItem
{
    public void Execute() => ended.TrySetResult();
}
