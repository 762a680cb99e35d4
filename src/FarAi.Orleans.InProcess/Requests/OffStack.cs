using FarAi.Orleans.InProcess.CodeGeneration;

namespace FarAi.Orleans.InProcess;

/// <summary>
/// A synchronization context whose only use is to be there: under it, continuations of a completed task are queued instead of
/// run on the spot. So a caller's code never runs on, and never blocks, the timer or the thread that cancels.
/// </summary>
internal sealed class OffStack : SynchronizationContext
{
    private static readonly OffStack s_instance = new();

    public static void Fail(TurnScheduler scheduler, GrainRequest request, Exception error)
    {
        if (!scheduler.AllowsHandOver)
        {
            scheduler.Schedule(new Failure(request, error));
            return;
        }

        var outer = Current;
        SetSynchronizationContext(s_instance);
        try
        {
            request.TryFail(error);
        }
        finally
        {
            SetSynchronizationContext(outer);
        }
    }

    /// <summary>On a scheduler of its own, such as a simulation's, a failure is a turn: nothing may go to the thread pool there.</summary>
    private sealed class Failure(GrainRequest request, Exception error) : IThreadPoolWorkItem
    {
        public void Execute() => request.TryFail(error);
    }
}
