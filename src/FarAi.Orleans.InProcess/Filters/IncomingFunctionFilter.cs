using Orleans;

namespace FarAi.Orleans.InProcess;

/// <summary>A function in the place of a filter object.</summary>
internal sealed class IncomingFunctionFilter(IncomingGrainCallFilterDelegate filter) : IIncomingGrainCallFilter
{
    public Task Invoke(IIncomingGrainCallContext context) => filter(context);
}
