using FarAi.Core.Identity;
using FarAi.Core.Nodes;
using FarAi.Core.Routing;
using FarAi.Core.Speculation;
using FarAi.Core.Triads;
using FarAi.Grains.Nodes;
using FarAi.Grains.Regions;
using FarAi.Grains.Triads;
using Microsoft.Extensions.Logging;
using Orleans;

namespace FarAi.Grains.Sessions;

/// <summary>
/// A session's calls to its region, triad and nodes. A call that is cut off because a silo died, or because the other
/// grain's store fails, is no fault of the session: it counts as no answer, and the session asks again.
/// </summary>
internal sealed partial class SessionNeighbours(IGrainFactory grains, SessionId session, string region, TimeProvider time, ILogger logger)
{
    /// <summary>How long an answer is waited for: a silo that dies is known to be dead only later.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    private IRegionGrain Region => grains.GetGrain<IRegionGrain>(region);

    /// <summary>Whether the command is on the node's link.</summary>
    public async Task<bool> Send(NodeCommand command, PeerAddress? node) =>
        node is not null && await Ask(() => grains.GetGrain<INodeGrain>(node.Node.Value).Send(command), command.GetType().Name);

    /// <summary>The triad as it is now, and from now on news of it; null where it does not answer.</summary>
    public Task<TriadView?> Attach(TriadId triad) => Ask<TriadView?>(async () => await grains.GetGrain<ITriadGrain>(triad.Value).Attach(session), nameof(Attach));

    /// <summary>No more news of a triad.</summary>
    public Task Detach(TriadId triad) => grains.GetGrain<ITriadGrain>(triad.Value).Detach(session);

    /// <summary>A route, or why there is none; null where the region does not answer.</summary>
    public Task<RouteDecision?> Route(RouteRequest request) => Ask<RouteDecision?>(async () => await Region.Route(request), nameof(Route));

    /// <summary>Another scout; null where there is none, or the region does not answer.</summary>
    public Task<RouteScout?> ReplaceScout(NodeId lost) => Ask(() => Region.ReplaceScout(session, lost), nameof(ReplaceScout));

    /// <summary>Frees what the session holds elsewhere; false where the region, which counts it, did not hear of that.</summary>
    public async Task<bool> Leave(SessionRoute? route, SpeculationEstimate? learnt)
    {
        if (route is not null)
        {
            var close = new CloseSession(session);
            await Send(close, route.Triad.Head);
            await Send(close, route.Scout);
            await Ask(() => Told(Detach(route.Triad.Triad)), nameof(Detach));
        }

        return await Ask(() => Told(Region.Release(session, learnt)), nameof(IRegionGrain.Release));
    }

    private static async Task<bool> Told(Task call)
    {
        await call;
        return true;
    }

    private async Task<T?> Ask<T>(Func<Task<T>> call, string name)
    {
        try
        {
            return await call().WaitAsync(Patience, time);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            // Whatever ails the other grain (its store, say) is no answer either; the next step is the same.
            LogInterrupted(exception, session, name);
            return default;
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Session {Session}: {Call} got no answer")]
    private partial void LogInterrupted(Exception exception, SessionId session, string call);
}
