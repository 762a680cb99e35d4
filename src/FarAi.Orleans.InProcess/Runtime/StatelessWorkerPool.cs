using FarAi.Orleans.InProcess.CodeGeneration;
using Orleans;
using Orleans.Runtime;

namespace FarAi.Orleans.InProcess;

/// <summary>
/// The activations of one stateless worker key. A request goes to an idle worker, else to a new one while the bound allows,
/// else to the worker with the least to do. Idle workers end with their collection age, like any activation.
/// </summary>
internal sealed class StatelessWorkerPool(StatelessWorkerRouter router, GrainHost host, GrainClassDescriptor grainClass, GrainId id)
    : RequestTarget, IActivationOwner
{
    private readonly Lock _gate = new();
    private readonly List<Activation> _workers = [];
    private readonly int _bound = grainClass.MaxLocalWorkers > 0 ? grainClass.MaxLocalWorkers : host.Scheduler.Parallelism;

    public override GrainHost Host => host;

    public override TurnQueue Turns => throw new NotSupportedException("A pool has no turns; its workers have.");

    public override string Name => id.ToString();

    public override bool TrySend(GrainRequest request)
    {
        lock (_gate)
        {
            // A worker that refuses has just ended and will be removed by OnEnded, which finds it gone.
            while (LeastLoaded() is { } worker && (worker.Load == 0 || _workers.Count >= _bound))
            {
                if (worker.TrySend(request))
                    return true;
                _workers.Remove(worker);
            }

            var added = new Activation(host, grainClass, id, this);
            if (!host.Activations.TryAdd(added))
                return false;
            _workers.Add(added);
            return added.TrySend(request);
        }
    }

    public override void Receive(GrainRequest request) => throw new NotSupportedException("A pool has no turns; its workers have.");

    public void OnEnded(Activation activation, List<GrainRequest> unstarted, MigrationOrder? move)
    {
        if (host.IsDead)
            return;
        lock (_gate)
        {
            _workers.Remove(activation);
        }

        host.Activations.Remove(activation);
        foreach (var request in unstarted)
            router.TrySend(request);
    }

    private Activation? LeastLoaded()
    {
        Activation? best = null;
        foreach (var worker in _workers)
        {
            if (best is null || worker.Load < best.Load)
                best = worker;
        }

        return best;
    }
}
