using Microsoft.Extensions.DependencyInjection;
using Orleans;

namespace FarAi.Orleans.InProcess;

/// <summary>The call filters of one host, in order of registration.</summary>
internal sealed class CallFilters
{
    private CallFilters(IIncomingGrainCallFilter[] incoming, IOutgoingGrainCallFilter[] outgoing)
    {
        Incoming = incoming;
        Outgoing = outgoing.Length == 0 ? null : outgoing;
    }

    /// <summary>Filters of calls that arrive.</summary>
    public IIncomingGrainCallFilter[] Incoming { get; }

    /// <summary>Filters of calls that are made; null if there are none, so that a call without filters costs one comparison.</summary>
    public IOutgoingGrainCallFilter[]? Outgoing { get; }

    public static CallFilters Of(IServiceProvider services) =>
        new([.. services.GetServices<IIncomingGrainCallFilter>()], [.. services.GetServices<IOutgoingGrainCallFilter>()]);

    /// <summary>Whether calls of a grain object pass a filter, the host's or its own.</summary>
    public bool Concern(object grain) => Incoming.Length > 0 || grain is IIncomingGrainCallFilter;
}
