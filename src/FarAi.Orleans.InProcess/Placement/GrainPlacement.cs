using System.Diagnostics.CodeAnalysis;
using FarAi.Orleans.InProcess.CodeGeneration;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Runtime;
using Orleans.Runtime.Placement;

namespace FarAi.Orleans.InProcess;

/// <summary>Places grains that are called from one host. A silo decides for its own calls; for a client's, the silo that stands in for its gateway.</summary>
internal sealed class GrainPlacement(GrainHost host)
{
    /// <summary>
    /// Makes the target of a request. False: the request has been refused, or will go on by itself. True with a null target: the
    /// chosen silo has just died, and the caller looks again.
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
            target = host.Cluster.Directory.GetOrAdd(request.Target, static (id, known) => new StatelessWorkerRouter(known, id), grainClass);
            return true;
        }

        var choice = Choose(grainClass, request);
        if (!choice.IsCompleted)
        {
            _ = PlaceLaterAsync(grainClass, request, choice);
            return false;
        }

        if (!TryTake(choice, request, out var silo))
            return false;
        target = host.Cluster.Enter(grainClass, request.Target, silo);
        return true;
    }

    /// <summary>The silo for a new activation that <paramref name="request"/> asks for; false: there is none, and the request has been refused.</summary>
    public bool TryChoose(GrainClassDescriptor grainClass, GrainRequest request, [NotNullWhen(true)] out GrainHost? silo)
    {
        var choice = Choose(grainClass, request);
        // Requests that go on elsewhere, and workers, can't wait for a director that takes its time: any silo will do for them.
        if (!choice.IsCompleted && host.Cluster.ActiveSilos is [var any, ..])
        {
            silo = any;
            return true;
        }

        return TryTake(choice, request, out silo);
    }

    /// <summary>An activation, not yet started, that goes on with the requests which an ended one has not started; null if no silo is left.</summary>
    public Activation? SuccessorOf(Activation ended, List<GrainRequest> unstarted)
    {
        while (unstarted.Count > 0)
        {
            if (!TryChoose(ended.GrainClass, unstarted[0], out var silo))
            {
                unstarted.RemoveAt(0);
                continue;
            }

            var successor = new Activation(silo, ended.GrainClass, ended.GrainId, silo, unstarted);
            if (silo.Activations.TryAdd(successor))
                return successor;
        }

        return null;
    }

    /// <summary>The silo that an activation should move to; null if placement leaves it where it is.</summary>
    public GrainHost? ChooseAnother(Activation activation, Dictionary<string, object>? requestContext)
    {
        var rule = PlacementRule.Of(activation.GrainClass);
        if (host.Cluster.ActiveSilos.Length == 0)
            return null;
        var choice = AskDirector(activation.GrainClass, new PlacementTarget(activation.GrainId, requestContext!, default, 0), rule, host);
        return choice.IsCompletedSuccessfully && host.Cluster.Find(choice.Result) is { } chosen && chosen != activation.Host ? chosen : null;
    }

    /// <summary>The activation, not yet started, in which a moved one goes on; null without a move, or if its destination has died.</summary>
    public static Activation? MovedTo(Activation ended, List<GrainRequest> unstarted, MigrationOrder? move)
    {
        if (move?.Destination is not { } silo)
            return null;
        var moved = new Activation(silo, ended.GrainClass, ended.GrainId, silo, unstarted) { Luggage = move };
        return silo.Activations.TryAdd(moved) ? moved : null;
    }

    private static Exception NoTarget(GrainRequest request) => request.Target.Type == GrainManifest.ObserverType
        ? new ClientNotAvailableException($"The observer of {request} is gone.")
        : new OrleansMessageRejectionException($"No grain class of type \"{request.Target.Type}\" is known to this host, so {request} can't be sent.");

    // Null: no silo is left.
    private Task<SiloAddress?> Choose(GrainClassDescriptor grainClass, GrainRequest request)
    {
        var active = host.Cluster.ActiveSilos;
        if (active.Length == 0)
        {
            // A silo that has not started yet serves itself.
            return Task.FromResult(host is { Role: GrainHostRole.Silo, Status: SiloStatus.Joining } ? host.Address : null);
        }

        var rule = PlacementRule.Of(grainClass);
        if (active.Length == 1 && rule.Filters.Length == 0 && rule.Strategy is null or RandomPlacement)
            return Task.FromResult<SiloAddress?>(active[0].Address);
        var target = new PlacementTarget(request.Target, request.CallContext!, GrainInterfaceType.Create(request.GetInterfaceName()), 0);
        return AskDirector(grainClass, target, rule, host.Role == GrainHostRole.Silo ? host : GatewayOf(request.Target, active))!;
    }

    [SuppressMessage("Design", "CA1031", Justification = "Whatever a director or filter throws belongs to the caller, whose call can't be placed.")]
    private static Task<SiloAddress> AskDirector(GrainClassDescriptor grainClass, PlacementTarget target, PlacementRule rule, GrainHost decider)
    {
        try
        {
            var strategy = grainClass.IsStatelessWorker
                ? StatelessWorkerPlacement.Singleton
                : rule.Strategy ?? decider.Services.GetRequiredService<PlacementStrategy>();
            var director = decider.Services.GetKeyedService<IPlacementDirector>(strategy.GetType()) ?? throw new KeyNotFoundException(
                $"Could not resolve a placement director for {strategy.GetType().Name} of grain type {grainClass.GrainType}. Register it with AddPlacementDirector.");
            return director.OnAddActivation(strategy, target, new PlacementContext(decider, rule.Filters));
        }
        catch (Exception error)
        {
            return Task.FromException<SiloAddress>(error);
        }
    }

    private static GrainHost GatewayOf(GrainId grain, GrainHost[] active) => active[grain.GetUniformHashCode() % (uint)active.Length];

    private bool TryTake(Task<SiloAddress?> choice, GrainRequest request, [NotNullWhen(true)] out GrainHost? silo)
    {
        silo = null;
        if (!choice.IsCompletedSuccessfully)
        {
            var error = choice.Exception?.InnerException ?? new TaskCanceledException(choice);
            host.LogPlacementFailed(request, error);
            request.Reject(error);
        }
        else if (choice.Result is not { } address)
            request.Reject(GrainHost.StoppedError(request));
        else if ((silo = host.Cluster.Find(address)) is null)
            request.Reject(new SiloUnavailableException($"The placement director chose {address}, which is not alive, for {request}."));
        return silo is not null;
    }

    private async Task PlaceLaterAsync(GrainClassDescriptor grainClass, GrainRequest request, Task<SiloAddress?> choice)
    {
        await ((Task)choice).ConfigureAwait(ConfigureAwaitOptions.ContinueOnCapturedContext | ConfigureAwaitOptions.SuppressThrowing);
        if (!TryTake(choice, request, out var silo))
            return;
        host.Cluster.Enter(grainClass, request.Target, silo);
        host.Dispatch(request);
    }
}
