using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using Orleans.Runtime;
using Orleans.Serialization.Invocation;
using Outcome = Orleans.Serialization.Invocation.Response;

namespace FarAi.Orleans.InProcess.CodeGeneration;

/// <summary>
/// One call on its way: arguments (in generated subclasses), who is called, and the promise to the caller. It is completed
/// exactly once, by whichever comes first: the callee's answer, the time-out, the caller's cancellation or a refusal.
/// </summary>
[SuppressMessage("Design", "CA1001", Justification = "The callee may keep its token beyond the call; a source without timer or handle needs no disposal.")]
public abstract class GrainRequest : IInvokable
{
    private int _completed;
    private CalleeCancellation? _cancellation;

    /// <summary>What the method's attributes say.</summary>
    public virtual RequestOptions Options => RequestOptions.None;

    /// <summary>The method's own time-out; null for the host's default.</summary>
    public virtual TimeSpan? ResponseTimeout => null;

    /// <summary>The method for statistics; null for the host's own errands.</summary>
    public virtual GrainMethod? Method => null;

    /// <summary>The token among the arguments, if the method has one.</summary>
    protected virtual CancellationToken TokenArgument
    {
        get => CancellationToken.None;
        set { }
    }

    /// <summary>The reference through which the call was made; null for the host's own errands.</summary>
    internal GrainReference? Reference { get; set; }

    /// <summary>Who is called.</summary>
    internal virtual GrainId Target => Reference is { } reference ? reference.GrainId : default;

    internal Dictionary<string, object>? CallContext { get; set; }

    internal bool IsCompleted => Volatile.Read(ref _completed) != 0;

    internal bool IsOneWay => (Options & RequestOptions.OneWay) != 0;

    internal bool IsReadOnly => (Options & RequestOptions.ReadOnly) != 0;

    internal bool IsAlwaysInterleave => (Options & RequestOptions.AlwaysInterleave) != 0;

    /// <summary>Whether running it resets the activation's idle clock.</summary>
    internal virtual bool CountsAsActivity => true;

    /// <summary>Whether filters of incoming calls see it: the host's own errands they do not.</summary>
    internal virtual bool IsFiltered => true;

    /// <summary>Whether it is meant for one activation only and ends with it.</summary>
    internal virtual bool IsPinned => false;

    // Links and deadline belong to ResponseDeadlines and are guarded by its lock.
    internal GrainRequest? EarlierDeadline { get; set; }

    internal GrainRequest? LaterDeadline { get; set; }

    internal ResponseDeadlines? Deadlines { get; set; }

    internal long Deadline { get; set; }

    /// <summary>The activation that calls, if it is one.</summary>
    internal TurnQueue? Caller { get; set; }

    internal RequestTarget? CurrentTarget { get; set; }

    /// <summary>The host from which the call was sent.</summary>
    internal GrainHost? Origin { get; set; }

    /// <inheritdoc/>
    public virtual int GetArgumentCount() => 0;

    /// <inheritdoc/>
    public virtual object? GetArgument(int index) => throw new ArgumentOutOfRangeException(nameof(index));

    /// <inheritdoc/>
    public virtual void SetArgument(int index, object value) => throw new ArgumentOutOfRangeException(nameof(index));

    /// <inheritdoc/>
    public virtual MethodInfo GetMethod() => RequestMethods.InterfaceMethod(this, GetInterfaceType(), GetMethodName());

    /// <inheritdoc/>
    public abstract string GetMethodName();

    /// <inheritdoc/>
    public abstract string GetInterfaceName();

    /// <inheritdoc/>
    public abstract Type GetInterfaceType();

    /// <inheritdoc/>
    public override string ToString() => $"{Target} {GetInterfaceName()}.{GetMethodName()}";

    /// <summary>Starts the callee's method; false if it has not ended yet.</summary>
    internal abstract bool Invoke(object target);

    /// <summary>As <see cref="Invoke"/>, through the filters of the host and the grain.</summary>
    internal abstract bool InvokeFiltered(IncomingCall call);

    /// <summary>Runs the method for a filter and never throws.</summary>
    internal abstract ValueTask<Outcome> RunMethodAsync(object target);

    /// <summary>The caller's outcome for a filter; never throws.</summary>
    internal abstract Task<Outcome> RespondAsync();

    /// <summary>Calls back, in the same activation, once the method started by <see cref="Invoke"/> has ended.</summary>
    internal abstract void OnInvoked(Action continuation);

    /// <summary>Takes the ended method's outcome and returns its exception, if any.</summary>
    internal abstract Exception? Settle();

    /// <summary>Hands the outcome taken by <see cref="Settle"/> to the caller.</summary>
    internal abstract void Answer();

    /// <summary>Fails the caller; false if it was answered before.</summary>
    internal abstract bool TryFail(Exception error);

    /// <summary>Claims the right to complete the caller's promise.</summary>
    internal bool TryClaim()
    {
        if (Interlocked.CompareExchange(ref _completed, 1, 0) != 0)
            return false;
        Deadlines?.Remove(this);
        return true;
    }

    /// <summary>
    /// Ties the caller's token to the call: the caller is released at once, and the callee sees its own token, cancelled in a
    /// turn of its own, so that callbacks registered on it never run beside another turn.
    /// </summary>
    internal bool TryLinkCancellation()
    {
        var token = TokenArgument;
        if (!token.CanBeCanceled)
            return true;
        if (token.IsCancellationRequested)
            return !TryFail(new OperationCanceledException(token));
        _cancellation = new CalleeCancellation();
        TokenArgument = _cancellation.Token;
        _cancellation.Caller = token.UnsafeRegister(
            static (state, cancelled) => ((GrainRequest)state!).OnCallerCancelled(cancelled), this);
        return true;
    }

    /// <summary>Ends the watch over the caller's token; called once the callee's method has ended.</summary>
    internal void UnlinkCancellation() => _cancellation?.Caller.Unregister();

    /// <summary>Refuses a call that will not run.</summary>
    internal void Reject(Exception error)
    {
        TryFail(error);
        UnlinkCancellation();
    }

    internal void CancelCallee() => _cancellation?.Cancel();

    /// <summary>What an ended method failed with; null where it did not.</summary>
    private protected static Exception? FailureOf(Task ended)
    {
        if (ended.IsCompletedSuccessfully)
            return null;
        if (ended.Exception is { } failure)
            return failure.InnerException;
        try
        {
            // Only by throwing does a cancelled task give the exception that cancelled it, with its token.
            ended.GetAwaiter().GetResult();
            return null;
        }
        catch (OperationCanceledException cancelled)
        {
            return cancelled;
        }
    }

    private void OnCallerCancelled(CancellationToken token)
    {
        OffStack.Fail(Origin!.Scheduler, this, new OperationCanceledException(token));
        if (CurrentTarget is { } target)
            target.Turns.Post(static request => ((GrainRequest)request!).CancelCallee(), this);
        else
            CancelCallee();
    }

    /// <summary>The callee's token and the watch over the caller's, made only where a method has one.</summary>
    private sealed class CalleeCancellation : CancellationTokenSource
    {
        public CancellationTokenRegistration Caller { get; set; }
    }
}
