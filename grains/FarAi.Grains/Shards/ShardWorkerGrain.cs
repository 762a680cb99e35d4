using FarAi.Core.Identity;
using Orleans;
using Orleans.Concurrency;
using Orleans.Runtime;

namespace FarAi.Grains.Shards;

/// <summary>Runs a shard that its silo holds. Stateless: the silo's <see cref="ShardStore"/> keeps weights and caches.</summary>
[GrainType("shard-worker"), StatelessWorker(4), HoldsShardPlacementFilter]
public sealed class ShardWorkerGrain(ShardStore shards) : Grain, IShardWorkerGrain
{
    /// <inheritdoc/>
    public Task<ShardResult> Forward(ShardInput input) => Task.FromResult(shards.Forward(this.GetPrimaryKeyString(), input));

    /// <inheritdoc/>
    public Task Close(SessionId session)
    {
        shards.Close(this.GetPrimaryKeyString(), session);
        return Task.CompletedTask;
    }
}
