using System.Reflection;
using System.Runtime.ExceptionServices;
using FarAi.Orleans.InProcess.CodeGeneration;
using Orleans;
using Orleans.Runtime;
using Orleans.Serialization.Invocation;

namespace FarAi.Orleans.InProcess;

/// <summary>
/// One call on its way through the filters of its host, then of its grain, then to the method. Runs in turns of the activation.
/// As in Orleans, an exception of the method is thrown to the filters, and one that swallows it must set a result.
/// </summary>
internal sealed class IncomingCall(GrainRequest request, IGrainContext target, object grain, IIncomingGrainCallFilter[] filters) : IIncomingGrainCallContext
{
    private int _stage;

    public IInvokable Request => request;

    public object Grain => grain;

    public IGrainContext TargetContext => target;

    public GrainId? SourceId => request.Caller?.OwnerId;

    public GrainId TargetId => target.GrainId;

    public GrainInterfaceType InterfaceType => GrainInterfaceType.Create(request.GetInterfaceName());

    public string InterfaceName => request.GetInterfaceName();

    public string MethodName => request.GetMethodName();

    public MethodInfo InterfaceMethod => request.GetMethod();

    public MethodInfo ImplementationMethod => RequestMethods.Implementation(grain.GetType(), request.GetMethod());

    public object? Result
    {
        get => Response is { Exception: null } response ? response.Result : null;
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
            else if (stage == filters.Length && grain is IIncomingGrainCallFilter own)
                await PassAsync(own);
            else if (stage == filters.Length)
                await Invoke();
            else if (stage == filters.Length + 1)
                await RunMethodAsync();
            else
                throw new InvalidOperationException($"{nameof(IGrainCallContext)}.{nameof(Invoke)}() received an invalid call.");
        }
        finally
        {
            _stage--;
        }
    }

    private async Task PassAsync(IIncomingGrainCallFilter filter)
    {
        await filter.Invoke(this);
        if (Response is null)
            throw new InvalidOperationException($"{nameof(IGrainCallContext)}.{nameof(Invoke)}() invoked a broken filter: {filter.GetType().Name}.");
    }

    private async Task RunMethodAsync()
    {
        Response = await request.RunMethodAsync(grain);
        if (Response.Exception is { } exception)
            ExceptionDispatchInfo.Throw(exception);
    }
}
