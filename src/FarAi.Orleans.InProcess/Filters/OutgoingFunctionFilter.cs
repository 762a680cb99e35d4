using Orleans;

namespace FarAi.Orleans.InProcess;

/// <summary>A function in the place of a filter object.</summary>
internal sealed class OutgoingFunctionFilter(OutgoingGrainCallFilterDelegate filter) : IOutgoingGrainCallFilter
{
    public Task Invoke(IOutgoingGrainCallContext context) => filter(context);
}
