using FarAi.Core.Nodes;

namespace FarAi.Grains.Nodes;

/// <summary>
/// The figures of a node's latest heartbeat, held by value: a reference would keep each report alive for one period, just long enough
/// that the collector copies all of them, for every node of the grid.
/// </summary>
internal readonly struct LatestHeartbeat(NodeHeartbeat heartbeat)
{
    private readonly int _sessions = heartbeat.Sessions;
    private readonly int _queueDepth = heartbeat.QueueDepth;
    private readonly long _cacheBytes = heartbeat.CacheBytes;
    private readonly long _residentBytes = heartbeat.ResidentBytes;
    private readonly double _cpuSeconds = heartbeat.CpuSeconds;
    private readonly long _draftedTokens = heartbeat.DraftedTokens;
    private readonly long _verifiedTokens = heartbeat.VerifiedTokens;

    public NodeHeartbeat AsEvent() => new(_sessions, _queueDepth, _cacheBytes, _residentBytes, _cpuSeconds, _draftedTokens, _verifiedTokens);
}
