using System.Reflection;
using System.Runtime.ExceptionServices;
using FarAi.Orleans.InProcess.CodeGeneration;
using Orleans;
using Orleans.Runtime;
using Orleans.Serialization.Invocation;

namespace FarAi.Orleans.InProcess;

/// <summary>
/// One call on its way through the filters of its caller's host. As in Orleans, a failed call is thrown to the filters, and one
/// that swallows the exception must set a result.
/// </summary>
internal sealed class OutgoingCall(GrainReference reference, GrainRequest request, GrainHost host, IOutgoingGrainCallFilter[] filters) : IOutgoingGrainCallContext
{
    private int _stage;

    public IInvokable Request => request;

    public object Grain => reference;

    public IGrainContext? SourceContext { get; } = RuntimeContext.Current;

    public GrainId? SourceId => SourceContext?.GrainId;

    public GrainId TargetId => reference.GrainId;

    public GrainInterfaceType InterfaceType => GrainInterfaceType.Create(request.GetInterfaceName());

    public string InterfaceName => request.GetInterfaceName();

    public string MethodName => request.GetMethodName();

    public MethodInfo InterfaceMethod => request.GetMethod();

    public object? Result
    {
        get => Response!.Result;
        set => Response = Response.FromResult(value);
    }

    public Response? Response { get; set; }

    public async Task Invoke()
    {
        var stage = _stage++;
        try
        {
            if (stage < filters.Length)
                await PassAsync(filters[stage]);
            else if (stage == filters.Length)
                Response = await SendAsync();
            else
                throw new InvalidOperationException($"{nameof(IGrainCallContext)}.{nameof(Invoke)}() received an invalid call.");
        }
        finally
        {
            _stage--;
        }
    }

    /// <summary>Passes all filters, sends the call, and returns its result.</summary>
    public async Task<TResult> RunAsync<TResult>()
    {
        await Invoke();
        return Response!.GetResult<TResult>()!;
    }

    private async Task PassAsync(IOutgoingGrainCallFilter filter)
    {
        await filter.Invoke(this);
        if (Response is null)
            throw new InvalidOperationException($"{nameof(IGrainCallContext)}.{nameof(Invoke)}() invoked a broken filter: {filter.GetType().Name}.");
    }

    private async Task<Response> SendAsync()
    {
        host.Send(reference, request);
        if (request.IsOneWay)
            return Response.Completed;
        var response = await request.RespondAsync();
        if (response.Exception is { } exception)
            ExceptionDispatchInfo.Throw(exception);
        return response;
    }
}
