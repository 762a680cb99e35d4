using FarAi.Orleans.InProcess;
using FarAi.Orleans.InProcess.CodeGeneration;

namespace Orleans.Runtime;

/// <summary>
/// A handle on a grain or an observer; generated proxies derive from it. Small, immutable, safe on any thread, equal by identity.
/// It must not outlive its host.
/// </summary>
public abstract class GrainReference : IAddressable, IEquatable<GrainReference>
{
    private GrainReferenceContext _context;

    /// <summary>A reference to <paramref name="grainId"/> in the host behind <paramref name="context"/>.</summary>
    protected GrainReference(GrainReferenceContext context, GrainId grainId)
    {
        _context = context;
        GrainId = grainId;
    }

    /// <summary>The identity behind the reference.</summary>
    public GrainId GrainId { get; }

    /// <summary>The full name of the interface that the reference speaks.</summary>
    public virtual string InterfaceName => string.Empty;

    /// <summary>The same grain under another interface.</summary>
    public virtual TGrainInterface Cast<TGrainInterface>()
        where TGrainInterface : IAddressable => this.AsReference<TGrainInterface>();

    /// <inheritdoc/>
    public bool Equals(GrainReference? other) => other is not null && GrainId.Equals(other.GrainId);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as GrainReference);

    /// <inheritdoc/>
    public override int GetHashCode() => GrainId.GetHashCode();

    /// <inheritdoc/>
    public sealed override string ToString() => $"GrainReference:{GrainId}:{InterfaceName}";

    /// <summary>Equality by identity.</summary>
    public static bool operator ==(GrainReference? reference1, GrainReference? reference2) =>
        reference1 is null ? reference2 is null : reference1.Equals(reference2);

    /// <summary>Inequality by identity.</summary>
    public static bool operator !=(GrainReference? reference1, GrainReference? reference2) => !(reference1 == reference2);

    /// <summary>Sends a call and returns the promise of its answer.</summary>
    protected Task<TResult> InvokeAsync<TResult>(GrainRequest<TResult> request)
    {
        ArgumentNullException.ThrowIfNull(request);
        var host = _context.Caller;
        if (host.Filters.Outgoing is { } filters)
            return new OutgoingCall(this, request, host, filters).RunAsync<TResult>();
        var answer = request.MakeTask();
        host.Send(this, request);
        return answer;
    }

    /// <summary>As <see cref="InvokeAsync{TResult}"/>, for methods that return a ValueTask: await it once.</summary>
    protected ValueTask<TResult> InvokeValueAsync<TResult>(GrainRequest<TResult> request)
    {
        ArgumentNullException.ThrowIfNull(request);
        var host = _context.Caller;
        if (host.Filters.Outgoing is { } filters)
            return new(new OutgoingCall(this, request, host, filters).RunAsync<TResult>());
        host.Send(this, request);
        return request.Response;
    }

    /// <summary>Sends a call and returns the promise of its end; at once for one-way calls.</summary>
    protected Task InvokeAsync(GrainRequestWithoutResult request)
    {
        ArgumentNullException.ThrowIfNull(request);
        var host = _context.Caller;
        if (host.Filters.Outgoing is { } filters)
            return new OutgoingCall(this, request, host, filters).RunAsync<object>();
        var answer = request.IsOneWay ? Task.CompletedTask : request.MakeTask();
        host.Send(this, request);
        return answer;
    }

    /// <summary>As <see cref="InvokeAsync(GrainRequestWithoutResult)"/>, for methods that return a ValueTask: await it once.</summary>
    protected ValueTask InvokeValueAsync(GrainRequestWithoutResult request)
    {
        ArgumentNullException.ThrowIfNull(request);
        var host = _context.Caller;
        if (host.Filters.Outgoing is { } filters)
            return new(new OutgoingCall(this, request, host, filters).RunAsync<object>());
        host.Send(this, request);
        return request.IsOneWay ? ValueTask.CompletedTask : request.Response;
    }

    /// <summary>Sends a one-way call.</summary>
    protected void Invoke(GrainRequestWithoutResult request)
    {
        ArgumentNullException.ThrowIfNull(request);
        var host = _context.Caller;
        if (host.Filters.Outgoing is { } filters)
            _ = new OutgoingCall(this, request, host, filters).RunAsync<object>();
        else
            host.Send(this, request);
    }

    /// <summary>Returns the sequence that a call stands for; nothing is sent until it is enumerated.</summary>
    protected IAsyncEnumerable<T> Enumerate<T>(EnumerableRequest<T> request)
    {
        ArgumentNullException.ThrowIfNull(request);
        return new GrainEnumerable<T>(_context.Caller, GrainId, request);
    }

    /// <summary>The same reference, made in another host.</summary>
    internal GrainReference In(GrainReferenceContext context)
    {
        var copy = (GrainReference)MemberwiseClone();
        copy._context = context;
        return copy;
    }

    internal object CastTo(Type interfaceType) => _context.Host.Interfaces.CreateReference(_context, interfaceType, GrainId);
}
