using FarAi.Core.Identity;
using FarAi.Grains.Sessions;
using Microsoft.Extensions.Logging;

namespace FarAi.Gateway.Sessions;

/// <summary>Tells sessions that the client who followed them here went away.</summary>
internal sealed partial class Departure(ILogger<Departure> logger)
{
    /// <param name="session">The session.</param>
    /// <param name="id">Its id.</param>
    /// <param name="reader">Which of its clients left.</param>
    /// <param name="isDetached">Whether the client wants it to go on.</param>
    public async Task LeaveAsync(ISessionGrain session, SessionId id, int reader, bool isDetached)
    {
        if (isDetached)
        {
            LogDetached(logger, id);
            return;
        }

        try
        {
            await session.Leave(reader);
            LogLeft(logger, id);
        }
#pragma warning disable CA1031 // Nobody waits for the answer; a session that can't be told ends at its token limit.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            LogNotTold(logger, exception, id);
        }
    }

    [LoggerMessage(1, LogLevel.Information, "the client of session {Session} went away; the session is cancelled unless another client follows it")]
    private static partial void LogLeft(ILogger logger, SessionId session);

    [LoggerMessage(2, LogLevel.Information, "the client of session {Session} went away; the session goes on without it, as it asked")]
    private static partial void LogDetached(ILogger logger, SessionId session);

    [LoggerMessage(3, LogLevel.Warning, "session {Session} could not be told that its client went away; it ends by itself")]
    private static partial void LogNotTold(ILogger logger, Exception exception, SessionId session);
}
