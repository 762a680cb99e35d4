using FarAi.Orleans.InProcess.CodeGeneration;
using Orleans.Runtime;

namespace FarAi.Orleans.InProcess;

/// <summary>One stateless worker key in the whole cluster: sends each request to the pool of a silo, the caller's own where it is one.</summary>
internal sealed class StatelessWorkerRouter(GrainClassDescriptor grainClass, GrainId id) : RequestTarget
{
    private readonly Lock _gate = new();
    private StatelessWorkerPool[] _pools = [];

    public override GrainHost? Host => null;

    public override TurnQueue Turns => throw new NotSupportedException("A router has no turns; its workers have.");

    public override string Name => id.ToString();

    public override bool TrySend(GrainRequest request)
    {
        while (request.Origin!.Placement.TryChoose(grainClass, request, out var silo))
        {
            if (PoolOf(silo).TrySend(request))
                return true;
        }

        // Refused: there is no silo for it.
        return true;
    }

    public override void Receive(GrainRequest request) => throw new NotSupportedException("A router has no turns; its workers have.");

    private StatelessWorkerPool PoolOf(GrainHost silo)
    {
        foreach (var pool in Volatile.Read(ref _pools))
        {
            if (pool.Host == silo)
                return pool;
        }

        lock (_gate)
        {
            if (Array.Find(_pools, pool => pool.Host == silo) is { } known)
                return known;
            var made = new StatelessWorkerPool(this, silo, grainClass, id);
            Volatile.Write(ref _pools, [.. _pools.Where(pool => !pool.Host.IsDead), made]);
            return made;
        }
    }
}
