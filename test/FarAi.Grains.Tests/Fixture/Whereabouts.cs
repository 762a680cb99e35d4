using System.Collections.Concurrent;
using Orleans;
using Orleans.Runtime;

namespace FarAi.Grains.Tests.Fixture;

/// <summary>Sees every call on every silo, and so knows where each grain was active last.</summary>
internal sealed class Whereabouts
{
    private readonly ConcurrentDictionary<GrainId, string> _silos = new();

    public string? Of(IAddressable grain) => _silos.GetValueOrDefault(grain.GetGrainId());

    public IIncomingGrainCallFilter On(string silo) => new Filter(_silos, silo);

    private sealed class Filter(ConcurrentDictionary<GrainId, string> silos, string silo) : IIncomingGrainCallFilter
    {
        public Task Invoke(IIncomingGrainCallContext context)
        {
            silos[context.TargetId] = silo;
            return context.Invoke();
        }
    }
}
