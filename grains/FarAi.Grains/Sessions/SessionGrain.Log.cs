using FarAi.Core.Identity;
using Microsoft.Extensions.Logging;

namespace FarAi.Grains.Sessions;

public sealed partial class SessionGrain
{
    [LoggerMessage(Level = LogLevel.Information, Message = "Session {Session} lost its nodes: {Reason}")]
    private partial void LogFault(SessionId session, string reason);

    [LoggerMessage(Level = LogLevel.Information, Message = "Session {Session} asks its tail again: {Reason}")]
    private partial void LogAsks(SessionId session, string reason);

    [LoggerMessage(Level = LogLevel.Information, Message = "Session {Session} goes on after token {Count} in a new activation; its nodes work on")]
    private partial void LogGoesOn(SessionId session, int count);

    [LoggerMessage(Level = LogLevel.Information, Message = "Session {Session} lost scout {Scout}; next: {Next}")]
    private partial void LogScout(SessionId session, NodeId scout, string next);

    [LoggerMessage(Level = LogLevel.Debug, Message = "Session {Session} speculates with gamma {Gamma}, {InFlight} rounds in flight; acceptance {Acceptance:0.00}")]
    private partial void LogPlan(SessionId session, int gamma, int inFlight, double acceptance);
}
