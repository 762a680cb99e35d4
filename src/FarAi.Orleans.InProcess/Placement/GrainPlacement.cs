using System.Diagnostics.CodeAnalysis;
using FarAi.Orleans.InProcess.CodeGeneration;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Runtime;

namespace FarAi.Orleans.InProcess;

/// <summary>Chooses silos for grains on behalf of one host, as the silo that a call starts from does in Orleans.</summary>
internal sealed class GrainPlacement(GrainHost host)
{
    private readonly IPlacementRandom _random = host.Services.GetRequiredService<IPlacementRandom>();

    /// <summary>
    /// Makes the target of a request. False: the request has been refused. True with a null target: the chosen silo has just
    /// died, and the caller looks again.
    /// </summary>
    public bool TryPlace(GrainRequest request, out RequestTarget? target)
    {
        target = null;
        if (host.Interfaces.ClassOf(request.Target.Type) is not { } grainClass)
        {
            request.Reject(NoTarget(request));
            return false;
        }

        if (grainClass.IsStatelessWorker)
        {
            target = host.Cluster.Directory.GetOrAdd(
                request.Target, static (id, known) => new StatelessWorkerRouter(known, id), grainClass);
            return true;
        }

        if (!TryChoose(grainClass, request, out var silo))
            return false;
        target = host.Cluster.Enter(grainClass, request.Target, silo);
        return true;
    }

    /// <summary>The silo for a new activation that <paramref name="request"/> asks for; false: there is none, and the request has been refused.</summary>
    public bool TryChoose(GrainClassDescriptor grainClass, GrainRequest request, [NotNullWhen(true)] out GrainHost? silo)
    {
        var active = host.Cluster.ActiveSilos;
        silo = active.Length switch
        {
            // A silo that has not started yet serves itself.
            0 => host is { Role: GrainHostRole.Silo, Status: SiloStatus.Joining } ? host : null,
            1 => active[0],
            _ => grainClass.IsStatelessWorker && Array.IndexOf(active, host) >= 0 ? host : active[_random.Next(active.Length)],
        };
        if (silo is not null)
            return true;
        request.Reject(GrainHost.StoppedError(request));
        return false;
    }

    /// <summary>An activation, not yet started, that goes on with the requests which an ended one has not started; null if no silo is left.</summary>
    public Activation? SuccessorOf(Activation ended, List<GrainRequest> unstarted)
    {
        while (TryChoose(ended.GrainClass, unstarted[0], out var silo))
        {
            var successor = new Activation(silo, ended.GrainClass, ended.GrainId, silo, unstarted);
            if (silo.Activations.TryAdd(successor))
                return successor;
        }

        return null;
    }

    private static Exception NoTarget(GrainRequest request) => request.Target.Type == GrainManifest.ObserverType
        ? new ClientNotAvailableException($"The observer of {request} is gone.")
        : new OrleansMessageRejectionException($"No grain class of type \"{request.Target.Type}\" is known to this host, so {request} can't be sent.");
}
