using Microsoft.Extensions.Logging;
using Orleans;
using Orleans.Runtime;

namespace FarAi.Benchmarks;

/// <summary>What a NodeGrain weighs on its host: one persistent state, one timer, a few fields, services that are singletons.</summary>
[GrainType("bench-node")]
internal sealed class NodeLikeGrain(
    [PersistentState("state", Storages.Memory)] IPersistentState<StoredState> state,
    TimeProvider time,
    ILogger<NodeLikeGrain> logger) : Grain, INodeLikeGrain
{
    private static readonly TimeSpan s_heartbeat = TimeSpan.FromHours(1);

    private IGrainTimer? _watch;
    private long _heard = time.GetTimestamp();

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _watch = this.RegisterGrainTimer(CheckSilence, s_heartbeat, s_heartbeat);
        return Task.CompletedTask;
    }

    public ValueTask Hear(long now)
    {
        (_heard, state.State.Version) = (now, now);
        return ValueTask.CompletedTask;
    }

    private Task CheckSilence(CancellationToken cancellationToken)
    {
        if (_watch is not null && time.GetElapsedTime(_heard) > s_heartbeat)
            BenchmarkLog.Silent(logger, _heard);
        return Task.CompletedTask;
    }
}
