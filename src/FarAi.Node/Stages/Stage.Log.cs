using FarAi.Core.Identity;
using Microsoft.Extensions.Logging;

namespace FarAi.Node.Stages;

/// <content>Log messages.</content>
internal abstract partial class Stage
{
    private void LogFault(SessionId session, string reason) => LogFault(Context.Logger, Terms.Role, Terms.Triad, Terms.Epoch, session, reason);

    [LoggerMessage(LogLevel.Warning, "{Role} of {Triad} (epoch {Epoch}) dropped {Session}: {Reason}")]
    private static partial void LogFault(ILogger logger, Core.Triads.TriadRole role, TriadId triad, long epoch, SessionId session, string reason);

    private void LogSilent(string peer, Core.Triads.TriadRole role, double milliseconds) => LogSilent(Context.Logger, peer, role, Terms.Triad, milliseconds);

    [LoggerMessage(LogLevel.Warning, "{Peer}, the {Role} of {Triad}, has been silent for {Milliseconds:0} ms; the grid is told")]
    private static partial void LogSilent(ILogger logger, string peer, Core.Triads.TriadRole role, TriadId triad, double milliseconds);
}
