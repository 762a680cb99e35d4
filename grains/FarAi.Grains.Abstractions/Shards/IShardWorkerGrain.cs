using Orleans;

namespace FarAi.Grains.Shards;

/// <summary>
/// A stateless worker in front of a shard that its own silo holds, for silos of a trusted operator (architecture §5).
/// Key: <c>model@start..end</c>. The silo keeps the sessions' caches; any activation on it can serve any session.
/// </summary>
[Alias("farai.IShardWorkerGrain")]
public interface IShardWorkerGrain : IGrainWithStringKey
{
    /// <summary>Runs one session's rows through the shard. The head takes tokens, later shards take hidden states.</summary>
    [Alias("Forward")]
    Task<ShardResult> Forward(ShardInput input);

    /// <summary>Frees the session's cache.</summary>
    [Alias("Close")]
    Task Close(Core.Identity.SessionId session);
}
