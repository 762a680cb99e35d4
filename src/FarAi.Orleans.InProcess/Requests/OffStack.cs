using FarAi.Orleans.InProcess.CodeGeneration;

namespace FarAi.Orleans.InProcess;

/// <summary>
/// A synchronization context whose only use is to be there: under it, continuations of a completed task are queued instead of
/// run on the spot. So a caller's code never runs on, and never blocks, the timer or the thread that cancels.
/// </summary>
internal sealed class OffStack : SynchronizationContext
{
    private static readonly OffStack s_instance = new();

    public static void Fail(GrainRequest request, Exception error)
    {
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
}
