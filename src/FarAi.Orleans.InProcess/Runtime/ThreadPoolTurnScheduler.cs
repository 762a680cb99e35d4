namespace FarAi.Orleans.InProcess;

/// <summary>
/// Runs turns on the thread pool. Calls never run on the caller's stack, although that would be faster: a caller must be able
/// to go on (and, say, release what the callee blocks on) before the callee's turn ends, as on any Orleans host.
/// </summary>
internal sealed class ThreadPoolTurnScheduler : TurnScheduler
{
    public override bool AllowsHandOver => true;

    public override void Schedule(IThreadPoolWorkItem turns) => ThreadPool.UnsafeQueueUserWorkItem(turns, preferLocal: true);
}
