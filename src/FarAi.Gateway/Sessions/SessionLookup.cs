using FarAi.Core.Identity;
using FarAi.Core.Sessions;
using FarAi.Core.Speculation;
using FarAi.Gateway.Errors;
using FarAi.Gateway.Hosting;
using FarAi.Grains.Sessions;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans;

namespace FarAi.Gateway.Sessions;

/// <summary>Finds a session that a client names, or says why it may not have it. The one place where that is decided.</summary>
internal sealed partial class SessionLookup(
    IClusterClient grains, GridCalls calls, ApiKeyGuard keys, IOptions<GatewayOptions> options, ILogger<SessionLookup> logger)
{
    /// <summary>What is kept of the session. A stranger's session is answered like an unknown one: nobody learns that it exists.</summary>
    public async Task<Outcome<SessionView>> FindAsync(HttpContext context, SessionId id)
    {
        var found = await AskAsync(id, Grain(id).GetView, nameof(ISessionGrain.GetView), context.RequestAborted);
        if (!found.Succeeded(out var view, out var error))
            return error;
        return view.Request is { } request && keys.MayRead(context.Request, request.Owner) ? view : ApiError.SessionNotFound(id, view.Retention);
    }

    /// <summary>The same, from a token on.</summary>
    public async Task<Outcome<SessionView>> FindAsync(HttpContext context, StreamPosition position)
    {
        var found = await FindAsync(context, position.Session);
        if (!found.Succeeded(out var view, out var error))
            return error;
        // A session that was moved may be behind its reader for a moment, one that has ended can't be.
        var most = view.Output is { Finish: FinishReason.Stop or FinishReason.Length } whole ? whole.Tokens.Count : view.Request!.MaxTokens;
        return position.Next <= most + 1 ? view : ApiError.InvalidValue(
            ResumeHeaders.LastEventId, $"The session '{position.Session}' has no token {position.Next}: it has at most {most}. Nothing was changed; send the id of the last event that came.");
    }

    /// <summary>Follows the session from now on, as its newest client.</summary>
    public Task<Outcome<SessionView>> ResumeAsync(SessionId id, CancellationToken cancellationToken) =>
        AskAsync(id, Grain(id).Resume, nameof(ISessionGrain.Resume), cancellationToken);

    public ISessionGrain Grain(SessionId id) => grains.GetGrain<ISessionGrain>(id.ToString());

    private async Task<Outcome<SessionView>> AskAsync(SessionId id, Func<Task<SessionView>> call, string name, CancellationToken cancellationToken)
    {
        try
        {
            var view = await calls.AskAsync(call, options.Value.StartTimeout, name, cancellationToken);
            return view.Request is null ? ApiError.SessionNotFound(id, view.Retention) : view;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw;
        }
#pragma warning disable CA1031 // The edge between HTTP and the grid: whatever a grain threw, the client is told to try again and the log tells why.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            LogNoAnswer(logger, exception, id);
            return ApiError.Unavailable(
                $"The session '{id}' does not answer. Nothing of it is lost by that; send the same request again after the time in Retry-After.", options.Value.RetryAfter);
        }
    }

    [LoggerMessage(1, LogLevel.Error, "session {Session} was asked for and did not answer; the client is told to try again")]
    private static partial void LogNoAnswer(ILogger logger, Exception exception, SessionId session);
}
