using FarAi.Core.Sessions;
using FarAi.Gateway.Completions;
using FarAi.Gateway.Errors;
using Microsoft.AspNetCore.Http;

namespace FarAi.Gateway.Sessions;

/// <summary>The request headers by which a generation outlives its client's connection.</summary>
internal static class ResumeHeaders
{
    /// <summary>Id of the last server-sent event that came: the stream goes on after it.</summary>
    public const string LastEventId = "Last-Event-ID";

    /// <summary><c>true</c>: the generation goes on to its end where its client goes away.</summary>
    public const string Detach = "x-farai-detach";

    /// <summary>The request with what its headers add to it.</summary>
    public static Outcome<CompletionRequest> Read(IHeaderDictionary headers, CompletionRequest request)
    {
        var (detach, last) = (headers[Detach].ToString().Trim(), headers[LastEventId].ToString().Trim());
        var detached = detach.Equals("true", StringComparison.OrdinalIgnoreCase);
        if (!detached && detach.Length > 0 && !detach.Equals("false", StringComparison.OrdinalIgnoreCase))
            return ApiError.InvalidValue(Detach, $"The header '{Detach}' must be 'true' or 'false'. Nothing was generated; correct it or leave it out.");
        if (!request.Stream && (detached || last.Length > 0))
        {
            return ApiError.InvalidValue(
                detached ? Detach : LastEventId, $"The headers '{Detach}' and '{LastEventId}' are only possible where 'stream' is true: only its events name the session. Nothing was generated; set 'stream'.");
        }

        if (last.Length == 0)
            return request with { Detach = detached };
        return Position(last).Succeeded(out var position, out var error) ? request with { Detach = detached, Resume = position } : error;
    }

    /// <summary>The position that a client names.</summary>
    public static Outcome<StreamPosition> Position(string lastEventId) => StreamPosition.TryParse(lastEventId, out var position)
        ? position
        : ApiError.InvalidValue(
            LastEventId, $"The header '{LastEventId}' must be the id of an event: 's-', 16 hexadecimal digits, ':' and the index of the next token. Nothing was generated; send the id as it came, or leave it out.");
}
