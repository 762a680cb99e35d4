using System.Reflection;
using FarAi.Orleans.InProcess.CodeGeneration;
using Orleans.Runtime;

namespace FarAi.Orleans.InProcess;

/// <summary>
/// One request of an enumeration: start, next batch or end. Always interleaves, as in Orleans, and has no time-out, because a
/// grain may take as long as it likes for the next element. All but the first are meant for the activation that started it.
/// </summary>
internal sealed class EnumerationStep<T>(GrainId target, EnumerableRequest<T> request, bool isFirst, Func<Activation, ValueTask<Batch<T>>> step)
    : GrainRequest<Batch<T>>
{
    public override RequestOptions Options => RequestOptions.AlwaysInterleave;

    // A sequence counts as one call, at its start; what is timed is the way to its first elements.
    public override GrainMethod? Method => isFirst ? request.Method : null;

    public override TimeSpan? ResponseTimeout => Timeout.InfiniteTimeSpan;

    internal override GrainId Target => target;

    // Filters see a sequence where it starts, with the call's own name and arguments; later batches are the host's errands.
    internal override bool IsFiltered => isFirst;

    internal override bool IsPinned => !isFirst;

    public override MethodInfo GetMethod() => RequestMethods.InterfaceMethod(request, GetInterfaceType(), GetMethodName());

    public override int GetArgumentCount() => request.GetArgumentCount();

    public override object? GetArgument(int index) => request.GetArgument(index);

    public override void SetArgument(int index, object value) => request.SetArgument(index, value);

    public override string GetMethodName() => request.GetMethodName();

    public override string GetInterfaceName() => request.GetInterfaceName();

    public override Type GetInterfaceType() => request.GetInterfaceType();

    // Invoked in a turn of the activation, whose grain object is not needed here: the step knows what to do with it.
    protected override ValueTask<Batch<T>> InvokeOn(object target) => step((Activation)RuntimeContext.Current!);
}
